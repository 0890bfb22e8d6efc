/** What only one of two sets has. */
export function differing(left: ReadonlySet<string>, right: ReadonlySet<string>): string[] {
  const only = (these: ReadonlySet<string>, those: ReadonlySet<string>) =>
    [...these].filter((each) => !those.has(each));
  return [...only(left, right), ...only(right, left)];
}
