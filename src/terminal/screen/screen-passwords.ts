import { checkPassword } from '../../auth/passwords.ts';
import { InputError } from '../../base/errors.ts';
import type { PasswordQuestions } from '../../talk/at-line.ts';
import { errorLines } from '../../talk/render.ts';
import { errorWords } from '../../texts/error-words.ts';
import { textOf } from '../../texts/text-of.ts';
import type { FullScreen } from './full-screen.ts';

/** Asks for passwords in the place of the line being typed; nothing of them is shown, not even their length. */
export function screenPasswords(screen: FullScreen): PasswordQuestions {
  const ask = (message: string) => screen.ask(`${message} ${textOf('prompt.not-shown')}`, true);
  const refuse = (sentence: string) => screen.note(errorLines(sentence, screen.drawing.style));
  return {
    current: (name) => ask(textOf('password.current', { name })),
    async next(name) {
      for (;;) {
        const chosen = await ask(textOf('password.choose', { name }));
        if (chosen === undefined) return undefined;
        const problem = await problemOf(chosen, name);
        if (problem !== undefined) {
          refuse(problem);
          continue;
        }
        const again = await ask(textOf('password.again'));
        if (again === undefined || again === chosen) return again;
        refuse(textOf('password.differ'));
      }
    },
  };
}

async function problemOf(password: string, name: string): Promise<string | undefined> {
  try {
    await checkPassword(password, name);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return errorWords(error);
    throw error;
  }
}
