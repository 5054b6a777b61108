/** One user: the state in words, what waits, and every act of an administrator. */
import type { VNode } from "preact";
import { amount, day, moment } from "../../src/words";
import { Act } from "../../src/views/act";
import type { AdminMailbox, AdminApi } from "../admin_api";
import type { Person } from "../people";
import { say, tell, tellCount, tellOf } from "../words";
import { Confirm } from "./confirm";
import { CountsTable } from "./counts";
import { Drawer } from "./drawer";
import { LinkForm } from "./link_form";
import { LookAlikes } from "./look_alikes";
import { StandingMark } from "./standing_mark";

type Given = { api: AdminApi; again: () => Promise<void> };

export function UserPanel({ person, close, ...given }: Given & { person: Person; close: () => void }): VNode {
  const { mailbox } = person;
  return (
    <Drawer title={person.name || person.address} close={close}>
      <p class="aside">{person.address}</p>
      <p>
        <StandingMark standing={person.standing} />
      </p>
      {mailbox ? (
        <MailboxPart mailbox={mailbox} {...given} />
      ) : (
        person.user && <LinkForm user={person.user} {...given} />
      )}
    </Drawer>
  );
}

function MailboxPart({ mailbox, api, again }: Given & { mailbox: AdminMailbox }): VNode {
  const run = mailbox.last_run;
  const { last_mail: mail } = mailbox;
  return (
    <>
      <p>{mailbox.sentence}</p>
      {mailbox.remedy && <p class="aside">{mailbox.remedy}</p>}
      <Acts mailbox={mailbox} api={api} again={again} />
      <Waiting mailbox={mailbox} api={api} again={again} />
      <section>
        <h3>{tell("users.last")}</h3>
        {run ? (
          <>
            <p>
              <time dateTime={run.began_at}>{moment(run.began_at)}</time>{" "}
              {run.outcome === "ok" ? say("sync.ok") : run.sentence}
            </p>
            <CountsTable of={run} />
          </>
        ) : (
          <p>{say("sync.never")}</p>
        )}
      </section>
      <section>
        <h3>{tell("users.items")}</h3>
        <dl class="facts-list">
          <dt>{tell("users.linked")}</dt>
          <dd>{amount(mailbox.linked)}</dd>
          <dt>{tell("users.parked")}</dt>
          <dd>{amount(mailbox.parked)}</dd>
          <dt>{tell("users.skipped")}</dt>
          <dd>{amount(Object.values(mailbox.skipped).reduce((sum, one) => sum + one, 0))}</dd>
        </dl>
      </section>
      {mail && (
        <section>
          <h3>{tell("users.mail")}</h3>
          <p>
            {tellOf("mail", mail.kind)} · {tellOf("mail", mail.state)} ·{" "}
            <time dateTime={mail.since}>{moment(mail.since)}</time>
          </p>
          <p class="aside">{mail.address}</p>
        </section>
      )}
    </>
  );
}

function Acts({ mailbox, api, again }: Given & { mailbox: AdminMailbox }): VNode {
  const then = (act: (id: string) => Promise<unknown>) => async (): Promise<void> => {
    await act(mailbox.id);
    await again();
  };
  if (mailbox.state === "unlinked")
    return (
      <div class="acts">
        <Act primary run={then(api.relink)}>
          {tell("act.relink")}
        </Act>
        {mailbox.forgotten_at && (
          <p class="aside">{tell("users.forgotten", { day: day(mailbox.forgotten_at.slice(0, 10)) })}</p>
        )}
      </div>
    );
  return (
    <div class="acts">
      {mailbox.state === "paused" ? (
        <Act primary run={then(api.resume)}>
          {tell("act.resume")}
        </Act>
      ) : (
        <Act run={then(api.pause)}>{tell("act.pause")}</Act>
      )}
      {/invited|needs_sign_in/.test(mailbox.state) && (
        <Act run={then(api.sendConnectMail)}>{tell("act.connect_mail")}</Act>
      )}
      <Confirm
        label={tell("act.unlink")}
        question={tell("act.unlink.question", { who: mailbox.address })}
        act={tell("act.unlink.sure")}
        run={then(api.unlink)}
      >
        <p>{tell("act.unlink.text")}</p>
      </Confirm>
    </div>
  );
}

/** What waits for a person in this mailbox. */
function Waiting({ mailbox, api, again }: Given & { mailbox: AdminMailbox }): VNode {
  const release = (act: (id: string) => Promise<unknown>) => async (): Promise<void> => {
    await act(mailbox.id);
    await again();
  };
  const { held_deletions: deletions, held_invitations: invitations } = mailbox;
  return (
    <>
      {deletions > 0 && (
        <div class="card warning">
          <p>{say("held.mass_deletion", { items: tellCount("items", deletions) })}</p>
          <Confirm
            label={say("held.act")}
            question={say("held.mass_deletion.sure", { items: tellCount("items", deletions) })}
            act={say("held.sure")}
            run={release(api.releaseDeletions)}
          />
        </div>
      )}
      {invitations > 0 && (
        <div class="card warning">
          <p>{say("held.invitations", { items: tellCount("items", invitations) })}</p>
          <Confirm
            label={say("held.act")}
            question={say("held.invitations.sure", { items: tellCount("items", invitations) })}
            act={say("held.sure")}
            run={release(api.releaseInvitations)}
          />
        </div>
      )}
      {mailbox.to_repair > 0 && <LookAlikes mailbox={mailbox} api={api} again={again} />}
    </>
  );
}
