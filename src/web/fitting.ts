/** Choices that are shown at a time. */
const most = 12;

/** The names that hold what is typed, those that begin with it first; `#` and `@` in front may be left out. */
export function fitting(names: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase();
  const beginsWith = (name: string) =>
    name.startsWith(wanted) || name.replace(/^[#@]/, '').startsWith(wanted);
  const found = names.filter((name) => name.includes(wanted));
  return [...found.filter(beginsWith), ...found.filter((name) => !beginsWith(name))].slice(0, most);
}
