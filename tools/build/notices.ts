import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/* The licences of those whose modules are in the bundle, which ask to be given with every copy. */

/** A package with modules in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly license: string;
  readonly folder: string;
}

/** The packages that modules belong to, by name; our own modules belong to none. */
export function packagesOf(modules: Iterable<string>): BundledPackage[] {
  const folders = new Set(Array.from(modules, folderOf).filter((folder) => folder !== undefined));
  return Array.from(folders, readPackage).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names, versions and licences of the packages that modules belong to. Throws if one has no licence text. */
export function noticesOf(modules: Iterable<string>): string {
  const notices = packagesOf(modules).map((each) => {
    const { name, version, license, folder } = each;
    return `${name} ${version} (${license})\n\n${licenseText(each, folder)}\n`;
  });
  const head = 'The JavaScript in this folder contains modules of these packages, unchanged:\n';
  return [head, ...notices].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The package's folder of a module: what follows the last `node_modules`. */
function folderOf(module: string): string | undefined {
  const parts = module.split(sep);
  const at = parts.lastIndexOf('node_modules');
  if (at === -1) return undefined;
  const names = parts[at + 1]?.startsWith('@') ? 2 : 1;
  return parts.slice(0, at + 1 + names).join(sep);
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { name, version, license, folder };
}

/**
 * Packages that come without the text of their licence, and one with the same: MIT, with the same holder by the first
 * lines of their files.
 */
const sameText: Readonly<Record<string, string>> = { 'yoga-layout': 'react' };

function licenseText({ name }: Pick<BundledPackage, 'name'>, folder: string): string {
  const same = sameText[name];
  if (same !== undefined) return licenseText({ name: same }, join(folder, '..', same));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry));
  if (file === undefined) {
    throw new Error(
      `${name} has no licence text: see what it asks for before it goes into the package.`,
    );
  }
  return readFileSync(join(folder, file), 'utf8').trim();
}
