/** Fields that read as words of a sentence: a tool's form is one, with its values edited in place. */

import { Fragment, signal } from "../../../vendor/preact/index.js";
import { say } from "../words/words.ts";
import { h } from "./dom.ts";

export type Choice = [value: string, words: string];
type Box = { name: string; label: string; checked: boolean };

/** A number in a sentence; one that may be negative has no `min`. */
export const NumberWord = ({ name, label, min }: { name: string; label: string; min?: number }) => (
  <input
    class="word"
    name={name}
    aria-label={label}
    type="number"
    step="any"
    min={min}
    inputMode="decimal"
  />
);

export const ChoiceWord = ({
  name,
  label,
  choices,
  choose,
}: {
  name: string;
  label: string;
  choices: Choice[];
  choose?: (field: HTMLSelectElement) => void;
}) => (
  <select
    class="word"
    name={name}
    aria-label={label}
    onInput={(event) => choose?.(event.currentTarget)}
    onChange={(event) => choose?.(event.currentTarget)} // as it is filled in again
  >
    {choices.map(([value, words]) => (
      <option value={value}>{words}</option>
    ))}
  </select>
);

/** The chosen options; of more than two, the first and the number of others. */
function fewWords(words: string[]) {
  const [first, ...more] = words;
  if (more.length > 1) return say("page-form-several", { first, more: more.length });
  return words.join(say("list-separator")) || say("page-form-none-of-them");
}

/** The chosen ones of several, which unfold to boxes. */
export function boxesWord(kind: string, label: string, boxes: Box[]) {
  const chosen = signal(new Set(boxes.filter(({ checked }) => checked).map(({ name }) => name)));
  const toggle = ({ name, checked }: HTMLInputElement) => {
    const next = new Set(chosen.value);
    if (checked) next.add(name);
    else next.delete(name);
    chosen.value = next;
  };
  const unfolded = signal(false);
  const Word = () => {
    const words = boxes.filter(({ name }) => chosen.value.has(name)).map((one) => one.label);
    return (
      <button
        type="button"
        class="word"
        title={words.join(say("list-separator"))}
        data-unfolds={kind}
        aria-expanded={unfolded.value}
        onClick={() => (unfolded.value = !unfolded.value)}
      >
        {fewWords(words)}
      </button>
    );
  };
  const Boxes = () => (
    <fieldset class={kind} hidden={!unfolded.value}>
      <legend>{label}</legend>
      {boxes.map(({ name, label: words, checked }) => (
        <label class="check">
          <input
            name={name}
            type="checkbox"
            defaultChecked={checked}
            onChange={(event) => toggle(event.currentTarget)}
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
  return (
    <>
      <Word />
      <Boxes />
    </>
  );
}
