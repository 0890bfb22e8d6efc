/** A button that is a sign, with words for those who do not see it, or wonder. */
export function SignButton({
  sign,
  words,
  onDo,
}: {
  readonly sign: string;
  readonly words: string;
  onDo(): void;
}) {
  return (
    <button type="button" class="plain" aria-label={words} title={words} onClick={onDo}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}
