import { themes } from '../talk/style.ts';
import { languages } from '../texts/text.ts';
import { existingConfiguration } from './client-configuration.ts';
import { keyBindings } from './key-bindings.ts';
import { choice, inputFile, path, text } from './kinds.ts';
import { sessionOptions } from './line-options.ts';
import { declareCommand, fileOnly, onOff, option } from './options.ts';

/** `partyline join`. */
export const joinCommand = declareCommand({
  name: 'join',
  summary: 'join a line and talk',
  options: {
    address: option(
      '[address]',
      { ...text(), offer: 'servers' },
      'HOST, HOST:PORT or partyline://HOST:PORT?invite=CODE#FINGERPRINT; several with commas',
      { key: 'address' },
    ),
    name: option('--name <NAME>', text(), 'your name on the line', { key: 'name' }),
    passwordFile: option(
      '--password-file <FILE>',
      inputFile,
      'file that holds your password; - is standard input',
    ),
    // Every user of the machine can see a command line.
    password: option('--password [PASSWORD]', text(), '', {
      refusal:
        'A password does not belong on the command line, where others can read it: ' +
        'put it in a file for --password-file, or leave it out to be asked.',
    }),
    code: option('--code <CODE>', text(), 'invitation or reset code, if the address has none'),
    signUp: onOff('--no-sign-up', 'only log in: make no account when the name is new'),
    ui: option('--ui <UI>', choice(['full', 'line']), 'full: the whole screen (default), or line', {
      variable: 'PARTYLINE_UI',
      key: 'ui',
    }),
    line: onOff('--line', 'lines below each other instead of the whole screen: --ui line'),
    theme: option(
      '--theme <THEME>',
      choice(themes),
      'colours for a light or a dark terminal, or none',
      { key: 'theme' },
    ),
    plain: onOff('--plain', 'for screen readers: plain lines, no colours, nothing that moves'),
    language: fileOnly('language', choice(languages)),
    keys: fileOnly('keys', keyBindings),
    config: option(
      '--config <FILE>',
      path('files'),
      'settings in TOML (PARTYLINE_CLIENT_CONFIG; default: ~/.config/partyline/client.toml)',
      { variable: 'PARTYLINE_CLIENT_CONFIG', default: existingConfiguration },
    ),
    data: sessionOptions.data,
    insecure: onOff('--insecure', 'clear text: for a server started with --insecure'),
  },
  help: `
On a terminal it takes the whole screen; F1 shows its keys, /help its commands.
You are asked for everything that is missing. In a pipe nothing is
asked: give --name and --password-file the first time.

Examples:
  partyline join
  partyline join chat.example.org
  partyline join a.example.org,b.example.org
  partyline join localhost:7278 --name ada --password-file ~/ada.password`,
});
