import type { Entry, Export, Tag } from './entry.ts';

const top = `# The API

The package's exports, entry by entry. This page is made from the docstrings in the sources
(\`npm run docs\`).
`;

/** The page of all entries, as Markdown. Exports of several entries are described at the first. */
export function pageOf(entries: readonly Entry[]): string {
  const described = new Map<string, string>();
  const sections = entries.map((entry) => sectionOf(entry, described));
  return [top, ...sections].join('\n');
}

function sectionOf({ specifier, documentation, exports }: Entry, described: Map<string, string>) {
  const isKnown = ({ name, code }: Export) => described.get(name) === code;
  const again = exports.filter(isKnown).map(({ name }) => `[\`${name}\`](#${anchorOf(name)})`);
  const fresh = exports.filter((one) => !isKnown(one));
  for (const { name, code } of fresh) described.set(name, code);
  return [
    `## ${specifier}\n`,
    ...(documentation === '' ? [] : [`${documentation}\n`]),
    ...(again.length === 0 ? [] : [`Also here: ${again.join(', ')}.\n`]),
    ...fresh.map(partOf),
  ].join('\n');
}

function partOf({ name, documentation, tags, code }: Export): string {
  const about = [documentation, ...tags.map(lineOf)].filter((text) => text !== '');
  return `### ${name}\n\n${about.join('\n\n')}\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
}

function lineOf({ name, text }: Tag): string {
  if (name === 'param') return text.replace(/^(\S+) ?/, '`$1`: ');
  if (name === 'throws') return `Throws ${text}.`;
  return `${name}: ${text}`;
}

function anchorOf(name: string): string {
  return name.toLowerCase();
}
