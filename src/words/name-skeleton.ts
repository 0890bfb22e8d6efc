/** Letters and digits that look like another one, or a pair of letters that looks like one letter. */
const lookAlikes: readonly (readonly [pattern: RegExp, letter: string])[] = [
  [/0/g, 'o'],
  [/[1i]/g, 'l'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
];

/**
 * The form of a name in which names that look alike are the same, after the idea of Unicode's skeletons (UTS
 * 39, section 4) for the few characters that a name may have: `b0b`, `b.ob` and `bob`; `ann1e` and `annle`;
 * `rnike` and `mike`. It is for comparing only: it need not be a name.
 *
 * @param name a folded name
 */
export function nameSkeleton(name: string): string {
  let skeleton = name.replace(/[._-]+/g, (separators, at: number) => {
    // Between digits they part two numbers: `1-11` and `11-1` do not look alike.
    return isDigit(name[at - 1]) && isDigit(name[at + separators.length]) ? '-' : '';
  });
  for (const [pattern, letter] of lookAlikes) skeleton = skeleton.replace(pattern, letter);
  return skeleton;
}

function isDigit(character = ''): boolean {
  return character >= '0' && character <= '9';
}
