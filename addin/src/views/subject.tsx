/** How subjects in Outlook are built up: parts in an order, moved by buttons, with what they make of a real item. */
import type { VNode } from "preact";
import { say } from "../words";
import { useAsked } from "./asked";
import type { ControlGiven } from "./control";

/** Begins a free text among the parts (backend/core/preference_kinds.py). */
const FREE_TEXT = "text:";

export function SubjectParts({ one, api, save }: ControlGiven): VNode {
  const parts = one.value as string[];
  const preview = useAsked(() => api.previewOfSubject(parts), [api, parts.join("\n")]);
  const offered = one.choices.filter((choice) => !parts.includes(String(choice.value)));
  const name = (part: string): string =>
    part.startsWith(FREE_TEXT)
      ? `“${part.slice(FREE_TEXT.length)}”`
      : (one.choices.find((choice) => choice.value === part)?.label ?? part);
  const swap = (index: number): void => {
    const next = [...parts];
    next.splice(index - 1, 2, parts[index] as string, parts[index - 1] as string);
    void save(next);
  };
  return (
    <fieldset disabled={!one.changeable}>
      <legend>{one.label}</legend>
      <ol class="parts">
        {parts.map((part, index) => (
          <li key={part}>
            <span>{name(part)}</span>
            <button
              disabled={index === 0}
              aria-label={say("subject.up", { part: name(part) })}
              onClick={() => swap(index)}
            >
              ↑
            </button>
            <button
              disabled={index === parts.length - 1}
              aria-label={say("subject.down", { part: name(part) })}
              onClick={() => swap(index + 1)}
            >
              ↓
            </button>
            <button
              disabled={parts.length === 1}
              aria-label={say("subject.remove", { part: name(part) })}
              onClick={() => void save(parts.filter((other) => other !== part))}
            >
              ×
            </button>
          </li>
        ))}
      </ol>
      {offered.length > 0 && (
        <label class="field">
          {say("subject.add")}
          <select value="" onChange={(event) => void save([...parts, event.currentTarget.value])}>
            <option value="">–</option>
            {offered.map((choice) => (
              <option key={choice.value} value={String(choice.value)}>
                {choice.label}
              </option>
            ))}
          </select>
        </label>
      )}
      {/* a preview that cannot be had is left out */}
      {!preview.failure && preview.value?.subject && (
        <p class="preview">
          {say("subject.preview")} <b>{preview.value.subject}</b>
        </p>
      )}
    </fieldset>
  );
}
