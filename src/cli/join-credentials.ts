import { errorSentences } from '../base/errors.ts';
import type { LineReader } from '../base/line-reader.ts';
import type { Credentials } from '../client/core/credentials.ts';
import type { PasswordQuestions } from '../talk/at-line.ts';
import type { Screen } from '../talk/screen.ts';
import type { Style } from '../talk/style.ts';
import { askPassword, askValue, askYesOrNo, PromptCancelled } from '../terminal/prompts.ts';
import { askPasswordFor } from '../terminal/questions.ts';
import { textOf } from '../texts/text-of.ts';
import { foldName, suggestName } from '../words/name.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { joinCommand } from './join-command.ts';
import type { CommandValues } from './options.ts';
import { readPassword } from './password-input.ts';
import { findUserName } from './process-environment.ts';

type JoinOptions = CommandValues<typeof joinCommand>;

/** The operator's account at the server, if it is known: nobody else can have its name. */
interface Offering {
  readonly operator: string | undefined;
}

/** The options, and where the password comes from. */
export type Joining = JoinOptions & {
  /** Gives the password of `--password-file`; undefined when there is no such option. */
  readonly readPassword: (() => Promise<string>) | undefined;
};

/** A password on standard input is read before anything else is, so that the other lines are talk. */
export async function passwordReader(
  { passwordFile }: JoinOptions,
  lines: LineReader,
): Promise<Joining['readPassword']> {
  if (passwordFile === undefined) return undefined;
  const password = passwordFile === '-' ? await readPassword('-', lines) : undefined;
  return async () => password ?? readPassword(passwordFile, lines);
}

/** A person is asked for what was not given. */
export function askedCredentials(
  options: Joining & Offering,
  screen: Screen,
  style: Style,
): Credentials {
  const own = suggestName(findUserName() ?? 'guest');
  const ask = <Answer>(work: () => Promise<Answer>) => screen.aside(work);
  return {
    name: (taken) =>
      ask(() =>
        askValue(style, {
          message:
            taken === undefined ? textOf('join.name') : textOf('join.name-taken', { name: taken }),
          read: foldName,
          ...(taken === undefined && own !== options.operator ? { default: own } : {}),
        }),
      ),
    password: async ({ name, reason, attempt }) => {
      if (attempt === 1 && options.readPassword) return options.readPassword();
      const why = reason === 'login' ? '' : `${textOf(`join.${reason}`)} `;
      const question = why + textOf('join.password', { name });
      return ask(() => orNothing(askPassword(style, question)));
    },
    newPassword: async ({ name, reason }) => {
      assertMaySignUp(options, name, reason);
      if (options.readPassword) return options.readPassword();
      const message =
        reason === 'reset'
          ? textOf('password.choose-new', { name })
          : textOf('join.new-password', { name });
      return ask(() => orNothing(askPasswordFor(style, name, message)));
    },
    signUp: ({ mode }) => {
      if (!options.signUp || mode === 'closed') return Promise.resolve(false);
      const question = textOf(mode === 'approve' ? 'join.sign-up-approve' : 'join.sign-up');
      return ask(() => askYesOrNo(style, question, false));
    },
  };
}

/** Nobody is asked: what is missing is an error that names the option. */
export function givenCredentials(options: Joining): Credentials {
  let mode: keyof typeof refused | undefined;
  const password = async (name: string): Promise<string> => {
    if (options.readPassword) return options.readPassword();
    throw new CommandError(
      exitCodes.usage,
      `Cannot log in as ${name}: there is no saved session and no password. Give --password-file FILE.`,
    );
  };
  return {
    name: (taken) => {
      if (taken === undefined) {
        throw new CommandError(exitCodes.usage, 'Cannot log in: give your name with --name NAME.');
      }
      throw new CommandError(
        exitCodes.noPermission,
        `Cannot log in as ${taken}: somebody else has this name. Give another with --name NAME.`,
      );
    },
    password: ({ name, attempt }) => {
      if (attempt === 1) return password(name);
      if (mode === undefined) return Promise.resolve(undefined);
      throw new CommandError(exitCodes.noPermission, refused[mode]);
    },
    newPassword: ({ name, reason }) => {
      assertMaySignUp(options, name, reason);
      return password(name);
    },
    signUp: (asked) => {
      mode = asked.mode === 'approve' || asked.mode === 'invite' ? asked.mode : undefined;
      return Promise.resolve(false);
    },
  };
}

/** Advice for a newcomer where the server does not say whether a name has an account, or one that waits. */
const refused = {
  approve:
    'The name or the password is wrong, or the account still waits for the operator to admit it. ' +
    'Newcomers to this line sign up on a terminal, and then the operator admits them.',
  invite: `${errorSentences['auth.failed']} Newcomers to this line need an invitation: give its code with --code CODE.`,
} as const;

function assertMaySignUp({ signUp }: JoinOptions, name: string, reason: 'sign-up' | 'reset'): void {
  if (signUp || reason === 'reset') return;
  throw new CommandError(
    exitCodes.noPermission,
    `Cannot log in: there is no account ${name} on this server, and --no-sign-up rules out making one.`,
  );
}

export function passwordQuestions(screen: Screen, style: Style): PasswordQuestions {
  return {
    current: (name) =>
      screen.aside(() => orNothing(askPassword(style, textOf('password.current', { name })))),
    next: (name) => screen.aside(() => orNothing(askPasswordFor(style, name))),
  };
}

/** Ctrl-C at a question means no answer. */
async function orNothing(answer: Promise<string>): Promise<string | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PromptCancelled) return undefined;
    throw error;
  }
}
