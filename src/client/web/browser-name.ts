import { limits } from '../../words/limits.ts';

/** Browsers by what their name for themselves has in it; many have that of another in it too, behind their own. */
const browsers = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const;

const systems = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/**
 * The name of a browser in lists of sessions, such as `Firefox on Linux`; the server marks it as one.
 *
 * @param userAgent as `navigator.userAgent` has it
 */
export function browserName(userAgent: string): string {
  const name = nameIn(browsers, userAgent) ?? 'Browser';
  const system = nameIn(systems, userAgent);
  const place = system === undefined ? '' : ` on ${system}`;
  return `${name}${place}`.slice(0, limits.deviceNameLength);
}

function nameIn(
  names: readonly (readonly [string, string])[],
  userAgent: string,
): string | undefined {
  return names.find(([part]) => userAgent.includes(part))?.[1];
}
