import process from 'node:process';
import type { LineReader } from '../base/line-reader.ts';
import type { PasswordQuestions } from '../talk/at-line.ts';
import type { Screen } from '../talk/screen.ts';
import type { Stage, StageParts } from '../talk/stage.ts';
import type { Style } from '../talk/style.ts';
import { bound, defaultBindings } from '../terminal/input/bindings.ts';
import { printedStage } from '../terminal/printed-stage.ts';
import { isInteractive } from './interactive.ts';
import { passwordQuestions } from './join-credentials.ts';
import type { OwnBindings } from './key-bindings.ts';
import { processEnvironment } from './process-environment.ts';
import { openScreen, outsideEditor } from './screens.ts';

/** The screen of somebody who joins, and what belongs to it. */
export interface JoinScreen {
  readonly screen: Screen;
  readonly passwords: PasswordQuestions;
  readonly stage: (parts: StageParts) => Stage;
  /** It shows all the time how the line is. */
  readonly isFull: boolean;
}

/** Opens the whole screen where a person wants it and sits at a terminal that can show it, else lines. */
export async function openJoinScreen(
  wishes: {
    readonly ui: 'full' | 'line' | undefined;
    readonly line: boolean;
    readonly plain: boolean;
    readonly keys: OwnBindings | undefined;
  },
  style: Style,
  lines: LineReader,
): Promise<JoinScreen> {
  const { ui, line, plain, keys } = wishes;
  if (plain || line || ui === 'line' || !isInteractive()) {
    const screen = openScreen(plain, { lines, keys });
    const passwords = passwordQuestions(screen, style);
    return { screen, passwords, stage: printedStage, isFull: false };
  }
  return openFullScreen(style, keys);
}

/** Loads what only the full screen needs. */
async function openFullScreen(style: Style, keys: OwnBindings = new Map()): Promise<JoinScreen> {
  // React checks far more, and is several times slower, where this is not set.
  process.env.NODE_ENV ??= 'production';
  const [{ FullScreen }, { screenStage }, { screenPasswords }] = await Promise.all([
    import('../terminal/screen/full-screen.ts'),
    import('../terminal/screen/screen-stage.ts'),
    import('../terminal/screen/screen-passwords.ts'),
  ]);
  const { input, output } = processEnvironment();
  const screen = new FullScreen({
    input,
    output,
    style,
    bindings: bound(defaultBindings, keys),
    editor: outsideEditor(),
  });
  const stage = (parts: StageParts) => screenStage(parts, screen);
  return { screen, passwords: screenPasswords(screen), stage, isFull: true };
}
