/* The sections of CHANGELOG.md, in the form of Keep a Changelog. */

const unreleased = '## Unreleased\n';

/**
 * Makes a section of the version out of what is unreleased.
 *
 * @param day as `2030-01-31`
 * @throws Error if nothing is unreleased
 */
export function releaseSection(changelog: string, version: string, day: string): string {
  const notes = sectionOf(changelog, 'Unreleased');
  if (notes === undefined || notes.trim() === '') {
    throw new Error(
      'CHANGELOG.md says nothing under "Unreleased": write what this release changes.',
    );
  }
  return changelog.replace(unreleased, `${unreleased}\n## ${version} - ${day}\n`);
}

/** The text under a heading; undefined if there is no such heading. */
export function sectionOf(changelog: string, name: string): string | undefined {
  const lines = changelog.split('\n');
  const isHeading = (line: string) => line.startsWith('## ');
  const start = lines.findIndex((line) => isHeading(line) && line.slice(3).split(' ')[0] === name);
  if (start === -1) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(isHeading);
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}
