/** The answer to an invitation that the open mail carries, as iCalendar (RFC 6047). */
import { calendarsOf } from "./item";
import { call } from "./office";

/** The answer as text; null where the mail carries none, or Outlook does not hand it over. Rejects with HostError. */
export async function readReply(): Promise<string | null> {
  const mail = Office.context.mailbox.item as unknown as Office.MessageRead & Office.AppointmentRead;
  for (const { id } of calendarsOf(mail)) {
    const attached = await call<Office.AttachmentContent>((done) => mail.getAttachmentContentAsync(id, done));
    const text = textOf(attached);
    if (text !== null && isReply(text)) return text;
  }
  // a mail that Outlook itself understands as an answer has no attachment, but is one when it is exported (1.14)
  if (!mail.getAsFileAsync) return null;
  const parts = partsOf(bytesOf(await call<string>((done) => mail.getAsFileAsync(done))));
  return parts.find(isReply) ?? null;
}

function textOf({ content, format }: Office.AttachmentContent): string | null {
  if (format === Office.MailboxEnums.AttachmentContentFormat.ICalendar) return content;
  return format === Office.MailboxEnums.AttachmentContentFormat.Base64 ? decoded(bytesOf(content)) : null;
}

/** The calendars in a mail of MIME (RFC 2045), given byte by byte. */
export function partsOf(mail: string): string[] {
  // no line of a calendar begins like a boundary
  return mail.split(/^--.*$/m).flatMap((part) => {
    const [header = "", ...rest] = part.trimStart().split(/\r?\n\r?\n/);
    const said = header.replace(/\r?\n[ \t]+/g, " ");
    if (!/^content-type:\s*text\/calendar\b/im.test(said)) return [];
    const coding = /^content-transfer-encoding:\s*([\w-]+)/im.exec(said)?.[1]?.toLowerCase();
    return [decoded(uncoded(rest.join("\r\n\r\n"), coding))];
  });
}

function isReply(calendar: string): boolean {
  return /^METHOD:REPLY\s*$/im.test(calendar);
}

function uncoded(body: string, coding = ""): string {
  if (coding === "base64") return bytesOf(body);
  if (coding !== "quoted-printable") return body;
  return body
    .replace(/=[ \t]*\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/gi, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)));
}

/** What base64 stands for, a character a byte; empty for what is none. */
function bytesOf(base64: string): string {
  try {
    return atob(base64.replace(/\s/g, ""));
  } catch {
    return "";
  }
}

function decoded(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}
