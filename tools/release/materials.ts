/*
 * The bill of materials of the package, in CycloneDX: npm writes one of everything that is installed here, and of
 * that stays what is bundled or is installed with the package.
 */

/** The part of CycloneDX 1.5 that is looked at. */
export interface Materials {
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly 'bom-ref': string;
  }[];
  readonly dependencies: readonly {
    readonly ref: string;
    readonly dependsOn?: readonly string[];
  }[];
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
}

/** Name and version of each package in the bundle, from the file of its licences. */
export function bundledIn(notices: string): Set<string> {
  const heads = notices.matchAll(/^-{80}\n\n(\S+) (\S+) \(/gm);
  return new Set(Array.from(heads, ([, name, version]) => `${name}@${version}`));
}

/**
 * The bill without what is only used to develop.
 *
 * @param kept name and version of each that stays
 * @throws Error if one of them is not in it
 */
export function materialsOf<Bill extends Materials>(all: Bill, kept: ReadonlySet<string>): Bill {
  const components = all.components.filter(({ name, version }) => kept.has(`${name}@${version}`));
  const found = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const missing = [...kept].filter((each) => !found.has(each));
  if (missing.length > 0) throw new Error(`npm's bill of materials has no ${missing.join(', ')}.`);
  const own = all.metadata.component['bom-ref'];
  const refs = new Set([own, ...components.map((each) => each['bom-ref'])]);
  const dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({
      ref,
      dependsOn: dependsOn.filter((each) => refs.has(each)),
    }));
  return { ...all, components, dependencies };
}
