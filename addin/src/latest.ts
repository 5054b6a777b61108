/** Questions that come faster than answers: one at a time, and of those that wait only the last. */

/**
 * A function that asks for what it is given, never twice at once. *told* hears the answers in their order, and only
 * as long as nothing newer has been given; *failed* likewise.
 */
export function latest<Asked, Answer>(
  ask: (asked: Asked) => Promise<Answer>,
  told: (answer: Answer) => void,
  failed: (error: unknown) => void,
): (asked: Asked) => void {
  let next: { asked: Asked } | null = null;
  let busy = false;
  const work = async (): Promise<void> => {
    busy = true;
    try {
      while (next) {
        const { asked } = next;
        next = null;
        await ask(asked).then(
          (answer) => {
            if (!next) told(answer);
          },
          (error: unknown) => {
            if (!next) failed(error);
          },
        );
      }
    } finally {
      busy = false;
    }
  };
  return (asked) => {
    next = { asked };
    if (!busy) void work();
  };
}
