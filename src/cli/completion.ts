import process from 'node:process';
import type { Command } from 'commander';
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import { modelOf } from './completion/model.ts';
import type { Shell } from './completion/shells.ts';
import { zshScript } from './completion/zsh.ts';
import { exitCodes } from './exit-codes.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `partyline completion`: prints the script of a shell. */
export function scriptFor(shell: Shell, program: Command): number {
  process.stdout.write(scripts[shell](modelOf(program)));
  return exitCodes.ok;
}
