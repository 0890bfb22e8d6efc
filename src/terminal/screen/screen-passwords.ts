import { checkPassword } from '../../auth/passwords.ts';
import { InputError } from '../../base/errors.ts';
import type { PasswordQuestions } from '../at-line.ts';
import { errorLines } from '../render.ts';
import type { FullScreen } from './full-screen.ts';

/** Asks for passwords in the place of the line being typed; nothing of them is shown, not even their length. */
export function screenPasswords(screen: FullScreen): PasswordQuestions {
  const { passwords } = screen.drawing.texts;
  const refuse = (sentence: string) => screen.note(errorLines(sentence, screen.drawing.style));
  return {
    current: (name) => screen.ask(passwords.current(name), true),
    async next(name) {
      for (;;) {
        const chosen = await screen.ask(passwords.choose(name), true);
        if (chosen === undefined) return undefined;
        const problem = await problemOf(chosen, name);
        if (problem !== undefined) {
          refuse(problem);
          continue;
        }
        const again = await screen.ask(passwords.again, true);
        if (again === undefined || again === chosen) return again;
        refuse(passwords.differ);
      }
    },
  };
}

async function problemOf(password: string, name: string): Promise<string | undefined> {
  try {
    await checkPassword(password, name);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
