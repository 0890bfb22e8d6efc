/* Versions by Semantic Versioning 2.0.0, without labels. */

const pattern = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** The parts of a version that a release can raise. */
export const parts = ['major', 'minor', 'patch'] as const;

/**
 * The version of a release.
 *
 * @param wanted a part to raise, or the version itself; the present one where it was never released
 * @throws Error if it is neither, or is older than the present one
 */
export function nextVersion(present: string, wanted: string): string {
  const numbers = numbersOf(present);
  const part = (parts as readonly string[]).indexOf(wanted);
  if (part !== -1) {
    return numbers
      .map((each, index) => (index < part ? each : index === part ? each + 1 : 0))
      .join('.');
  }
  const next = numbersOf(wanted);
  const first = next.findIndex((each, index) => each !== numbers[index]);
  if (first !== -1 && (next[first] as number) < (numbers[first] as number)) {
    throw new Error(`The version ${wanted} is older than the present one, ${present}.`);
  }
  return wanted;
}

function numbersOf(version: string): number[] {
  const found = pattern.exec(version);
  if (found === null) {
    throw new Error(
      `${JSON.stringify(version)} is no version: write three numbers such as 1.2.3, or ${parts.join(', ')}.`,
    );
  }
  return found.slice(1).map(Number);
}
