import { beforeEach, expect, test, vi } from "vitest";
import { partsOf, readReply } from "../src/reply";

type Done = (result: unknown) => void;

const gives = (value: unknown) => (done: Done) => done({ status: "succeeded", value });
const answer = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nATTENDEE;CN=Søren:mailto:s@x.example\r\nEND:VCALENDAR\r\n";
const bytes = String.fromCharCode(...new TextEncoder().encode(answer));
const calendar = { id: "c", contentType: "text/calendar" };

let item: object;

beforeEach(() => {
  vi.stubGlobal("Office", {
    AsyncResultStatus: { Succeeded: "succeeded" },
    MailboxEnums: { AttachmentContentFormat: { Base64: "base64", ICalendar: "iCalendar" } },
    context: {
      mailbox: {
        get item() {
          return item;
        },
      },
    },
  });
});

const quoted = bytes.replace(/[^ -<>-~\r\n]/g, (c) => `=${c.charCodeAt(0).toString(16).toUpperCase()}`);
test.each([
  ["as it is", "8bit", bytes],
  ["quoted", "Quoted-Printable", quoted.replace("ATTENDEE;", "ATTENDEE=\r\n;")],
  ["in base64", "base64", btoa(bytes).replace(/(.{40})/g, "$1\r\n")],
])("a calendar is found in a mail, %s", (_, coding, body) => {
  const head = `Content-Type: text/calendar;\r\n charset="utf-8"; method=REPLY\r\nContent-Transfer-Encoding: ${coding}`;
  const mail = `To: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nYes\r\n-- \r\nS\r\n--b\r\n${head}\r\n\r\n${body}\r\n--b--`;
  expect(partsOf(mail).map((part) => part.trim())).toEqual([answer.trim()]);
  expect(partsOf(`To: a\r\n${head}\r\n\r\n${body}`).map((part) => part.trim())).toEqual([answer.trim()]);
});

test.each<[string, object, string | null]>([
  ["an attachment", { format: "base64", content: btoa(bytes) }, answer],
  ["an item that is attached", { format: "iCalendar", content: answer }, answer],
  ["an invitation", { format: "iCalendar", content: answer.replace("REPLY", "REQUEST") }, null],
  ["what is no base64", { format: "base64", content: "ø" }, null],
  ["an attachment in a cloud", { format: "url", content: "https://x.example" }, null],
])("the answer in %s", async (_, content, expected) => {
  item = { attachments: [calendar], getAttachmentContentAsync: (_: string, done: Done) => gives(content)(done) };
  expect(await readReply()).toBe(expected);
});

test("an answer that Outlook understands itself is in the mail as a whole, where Outlook hands it over", async () => {
  const mail = `Content-Type: text/calendar\r\n\r\n${bytes}`;
  item = { attachments: [], getAsFileAsync: gives(btoa(mail)) };
  expect(await readReply()).toBe(answer);
  item = {};
  expect(await readReply()).toBeNull();
});
