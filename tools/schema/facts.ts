import { greetingRequests } from '../../src/wire/greeting-requests.ts';
import type { RequestRow } from '../../src/wire/request-row.ts';
import { memberRequests } from '../../src/wire/requests.ts';

/** The file that `factsText` is the text of. */
export const factsFile = new URL('../../src/wire/request-facts.ts', import.meta.url);

const head = `// Made by npm run schema from the table in requests.ts, which see: the part of it that programs need at
// run time, so that none has to load typebox.
import type { Right } from './request-row.ts';
import type { AnswerName, RequestName } from './requests.ts';

interface RequestFacts<Name extends RequestName> {
  readonly right: Right;
  /** Type of the message that answers it; null: it is always refused. */
  readonly answer: AnswerName<Name> | null;
}

/** For each request the right it needs, and its answer. */
export const requestFacts: { readonly [Name in RequestName]: RequestFacts<Name> } = {
`;

/** The source of a module that knows the rights and answers of requests. */
export function factsText(): string {
  const rows: Readonly<Record<string, RequestRow>> = { ...greetingRequests, ...memberRequests };
  return `${head}${Object.entries(rows).map(factText).join('')}};\n`;
}

function factText([name, { right, answer }]: [string, RequestRow]): string {
  const key = /^\w+$/.test(name) ? name : `'${name}'`;
  const [answerName = null] = Object.keys(answer ?? {});
  const written = answerName === null ? 'null' : `'${answerName}'`;
  return `  ${key}: { right: '${right}', answer: ${written} },\n`;
}
