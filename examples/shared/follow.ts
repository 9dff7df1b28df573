// Alerts without a gap and without a double, over whatever transport: the last `sequence` is remembered, and when a
// connection is lost the next one goes on from there.

export interface Ear<A> {
  alert(one: A): void;
  lost(codes: readonly string[]): void; // the subscription is over, with the codes of errors if there were any
}

export interface Source<A> {
  newest(): Promise<string>; // the sequence of the newest alert there is, "0" for none
  open(after: string, ear: Ear<A>): () => void; // opens one subscription, and gives what ends it
  stale(): void; // the log does not reach back to where we were: load anew what is on the screen
}

const FIRST = 250; // milliseconds
const LONGEST = 30_000;

/** Follows alerts for ever; gives what ends it. */
export function follow<A extends { sequence: string }>(source: Source<A>, heard: (one: A) => void): () => void {
  let last: string | null = null;
  let pause = FIRST;
  let close = (): void => {};
  let ended = false;

  const again = (): void => {
    if (ended) return;
    setTimeout(begin, pause * (0.5 + Math.random())); // not all clients at once
    pause = Math.min(pause * 2, LONGEST);
  };
  const ear: Ear<A> = {
    alert(one) {
      last = one.sequence;
      pause = FIRST;
      heard(one);
    },
    lost(codes) {
      if (codes.includes("BAD_USER_INPUT")) {
        last = null;
        source.stale();
      }
      again();
    },
  };
  async function begin(): Promise<void> {
    if (ended) return;
    try {
      last ??= await source.newest();
    } catch {
      return again();
    }
    if (!ended) close = source.open(last, ear);
  }

  void begin();
  return () => {
    ended = true;
    close();
  };
}
