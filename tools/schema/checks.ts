import type { XSchema } from 'typebox/schema';
import { Build } from 'typebox/schema';
import { schemas } from '../../src/wire/messages.ts';

/** The file that `checksText` is the text of. */
export const checksFile = new URL('../../src/wire/message-checks.ts', import.meta.url);

const head = `// @ts-nocheck
// Made by npm run schema from the schemas in messages.ts, which see: the functions that typebox compiles
// them to, so that no program has to load typebox and compile them before it can take a message.
import { Guard } from 'typebox/guard';

/** Whether a value is a message of one type, whole and with nothing left over; by side and type. */
export const messageChecks: Readonly<
  Record<'greeting' | 'member' | 'server', ReadonlyMap<string, (value: unknown) => boolean>>
> = {
`;

/** The source of a module that checks messages as their schemas say. */
export function checksText(): string {
  const sides = Object.entries(schemas).map(
    ([side, messages]) =>
      `${side}: new Map([\n${Object.entries(messages).map(checkText).join('')}]),\n`,
  );
  return `${head}${sides.join('')}};\n`;
}

function checkText([type, schema]: [string, XSchema]): string {
  const build = Build(schema);
  const { identifier, variables } = build.External();
  const code = [`const ${identifier} = [${variables.map(regularExpression).join(', ')}];`]
    .concat(build.Functions().map((text) => `${text};`))
    .concat(`return (value) => ${build.Entry()};`);
  if (build.UseUnevaluated() || /\b(Hashing|CheckContext)\b/.test(code.join()))
    throw new Error(`The check of ${type} needs more of typebox than a check may load.`);
  return `[${JSON.stringify(type)}, (() => {\n${code.join('\n')}\n})()],\n`;
}

function regularExpression(variable: unknown): string {
  if (variable instanceof RegExp) return String(variable);
  throw new Error(`A check needs ${String(variable)}, which cannot be written down.`);
}
