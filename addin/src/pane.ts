/** The pane at work: what is known, the questions that bring it, and the acts of the person. */
import { Failure, makeApi, type Api, type Push, type SyncState } from "./api";
import type { Config } from "./config";
import { followItem, saveItem, type Following, type ItemFacts } from "./item";
import { findHost, HostError } from "./office";
import { followOutlook } from "./theme";
import { signInOf, SignInError, type SignIn } from "./session";
import type { Answer, Known } from "./state";
import { goesOn, longer, QUICK } from "./syncing";
import { say, speak, setZone } from "./words";

const nothing = (): Answer<never> => ({ value: null, at: 0, failure: null });

/** Answers of the server that the pane keeps. */
type Asked = "session" | "item" | "sync" | "failures";

/** What views need of whoever holds what is known: the API, and acts after which it is asked again. */
export type Desk = Pick<Pane, "api" | "act" | "syncs" | "syncToEnd" | "blocked">;

export class Pane {
  known: Known = {
    host: null,
    signIn: "trying",
    session: nothing(),
    facts: undefined,
    item: nothing(),
    sync: nothing(),
    failures: nothing(),
  };
  readonly api: Api;
  private readonly signIn: SignIn;
  private following: Following | null = null;
  private changed: () => void = () => undefined;
  /** of each kind of question, so that an answer that comes too late is dropped */
  private readonly turns = { session: 0, item: 0, sync: 0, failures: 0 };
  private watching = 0;
  private watched: Promise<void> = Promise.resolve();

  constructor(readonly config: Config) {
    this.signIn = signInOf(config, () => (this.known.host?.at === "outlook" ? this.known.host.address : ""));
    this.api = makeApi(this.signIn);
  }

  /** Call *changed* whenever something else is known, and begin. */
  async begin(changed: () => void): Promise<void> {
    this.changed = changed;
    const host = await findHost();
    await speak(host.at === "outlook" ? host.language : navigator.language);
    this.learn({ host });
    if (host.at !== "outlook") return;
    followOutlook();
    this.following = followItem(this.found, this.outlookFailed);
    window.addEventListener("focus", () => void this.refresh());
    await this.refresh();
  }

  /** Whether a sync waits or goes on. */
  get syncs(): boolean {
    return goesOn(this.known.sync.value);
  }

  /** Why nothing may be changed at this moment; empty while it may. */
  get blocked(): string {
    const { session, item, sync } = this.known;
    if (session.value?.state === "paused") return session.value.sentence;
    return [session, item, sync].some((one) => one.failure?.kind === "offline") ? say("acts.offline") : "";
  }

  /** Ask everything again. */
  refresh = async (): Promise<void> => {
    if (this.known.signIn === "signed_out") return;
    await this.ask("session", this.api.session());
    const session = this.known.session.value;
    if (session?.state !== "active" && session?.state !== "paused") return;
    setZone(session.mailbox?.zone ?? "");
    await Promise.all([this.askItem(), this.watchSync(), this.ask("failures", this.api.failures())]);
  };

  /** Look at the open item again, in Outlook and at the server. */
  refreshItem = (): void => {
    this.following?.reread();
    void this.refresh();
  };

  /** Let the person sign in; *other*: with another account than before. */
  askToSignIn = async (other = false): Promise<void> => {
    this.learn({ signIn: "trying" });
    try {
      await this.signIn.ask(other);
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      this.learn({ signIn: error.fault });
      return;
    }
    await this.refresh();
  };

  /** Forget who is signed in; only this does. */
  signOut = (): void => {
    for (const name of ["session", "item", "sync", "failures"] as const) this.turns[name] += 1;
    this.watching += 1;
    this.signIn.end();
    this.learn({
      signIn: "signed_out",
      session: nothing(),
      item: nothing(),
      sync: nothing(),
      failures: nothing(),
    });
  };

  /** Let a sync begin, or whatever else the server answers with the state of syncing. Rejects with Failure. */
  act = async (asked: Promise<SyncState>): Promise<void> => {
    const value = await asked;
    this.turns.sync += 1;
    this.learn({ sync: { value, at: Date.now(), failure: null } });
    void this.watchSync();
  };

  /** Begin a sync and wait until nothing is synced any more. Rejects with Failure. */
  syncToEnd = async (): Promise<void> => {
    await this.act(this.api.beginSync());
    while (this.syncs && this.known.signIn === "done" && !this.known.sync.failure) await this.watched;
  };

  /** Save what is being written, and bring it to SuperOffice. Rejects with Failure. */
  saveAndPush = async (chosen: Push): Promise<void> => {
    let id: string;
    try {
      id = await saveItem();
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      throw new Failure("refused", say("item.save_failed"), say("item.code", { code: error.fault }));
    }
    this.following?.reread();
    await this.act(this.api.push(id, chosen));
  };

  private found = (facts: ItemFacts | null): void => {
    const before = this.known.facts;
    const same = idOf(before) === idOf(facts) && before !== undefined;
    this.learn(same ? { facts } : { facts, item: nothing() });
    if (!same && this.known.session.value) void this.askItem();
  };

  private outlookFailed = (error: HostError): void => {
    this.turns.item += 1;
    this.learn({ facts: error.fault, item: nothing() });
  };

  private async askItem(): Promise<void> {
    const id = idOf(this.known.facts);
    if (id) await this.ask("item", this.api.item(id));
  }

  /** Ask for the state of syncing, until nothing goes on any more; then the item and the failures are others. */
  private watchSync(): Promise<void> {
    this.watched = this.watch();
    return this.watched;
  }

  private async watch(): Promise<void> {
    const mine = (this.watching += 1);
    let went = this.syncs;
    for (let wait = QUICK; ; wait = longer(wait)) {
      await this.ask("sync", this.api.sync());
      if (mine !== this.watching) return;
      if (this.known.signIn !== "done" || this.known.sync.failure || !this.syncs) break;
      went = true;
      await new Promise((later) => setTimeout(later, wait));
      if (mine !== this.watching) return;
    }
    if (went && !this.known.sync.failure)
      await Promise.all([this.askItem(), this.ask("failures", this.api.failures())]);
  }

  private async ask<Name extends Asked>(name: Name, asked: Promise<Known[Name]["value"]>): Promise<void> {
    const mine = (this.turns[name] += 1);
    try {
      const value = await asked;
      if (mine !== this.turns[name]) return;
      this.learn({ signIn: "done", [name]: { value, at: Date.now(), failure: null } });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (mine !== this.turns[name]) return;
      if (error.kind === "signed_out") this.learn({ signIn: error.signIn });
      else this.learn({ [name]: { ...this.known[name], failure: error } });
    }
  }

  private learn(news: Partial<Known>): void {
    this.known = { ...this.known, ...news };
    this.changed();
  }
}

/** The id of an item that the server can know: an appointment of the own calendar. */
function idOf(facts: Known["facts"]): string | null {
  return facts && typeof facts === "object" && facts.kind === "appointment" && !facts.owner ? facts.id : null;
}
