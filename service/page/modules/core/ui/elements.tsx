/** Small elements with their words, of which parts of the screen are made. */

import type {
  ButtonHTMLAttributes,
  HTMLAttributes,
  InputHTMLAttributes,
  SelectHTMLAttributes,
} from "../../../vendor/preact/index.js";
import { h } from "./dom.ts";
import { say } from "../words/words.ts";

type OfParagraph = HTMLAttributes<HTMLParagraphElement>;

/** A button that submits nothing, unless its type says otherwise. */
export const Button = ({
  word,
  ...attributes
}: { word: string } & ButtonHTMLAttributes<HTMLButtonElement>) => (
  <button type="button" {...attributes}>
    {say(word)}
  </button>
);

/** A paragraph that says what happened, and is announced. */
export const Says = ({ text, ...attributes }: { text: Child } & OfParagraph) => (
  <p role="alert" {...attributes}>
    {text}
  </p>
);

/** Small print. */
export const Note = ({ word, ...attributes }: { word: string } & OfParagraph) => (
  <p class="note" {...attributes}>
    {say(word)}
  </p>
);

/** A field below its label: an input, unless there is another. */
export const Field = ({
  word,
  children,
  ...attributes
}: { word: string; children?: Child } & InputHTMLAttributes<HTMLInputElement>) => (
  <label>
    <span>{say(word)}</span>
    {children ?? <input autocomplete="off" {...attributes} />}
  </label>
);

/** A select below its label. */
export const Choice = ({
  word,
  options,
  ...attributes
}: { word: string; options: string[][] } & SelectHTMLAttributes<HTMLSelectElement>) => (
  <Field word={word}>
    <select {...attributes}>
      {options.map(([value, words]) => (
        <option value={value}>{words}</option>
      ))}
    </select>
  </Field>
);

/** Who may read a scenario. */
export const visibilities = () =>
  ["private", "shared", "public"].map((one) => [one, say(`page-visibility-${one}`)]);
