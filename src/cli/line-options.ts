import { path, text } from './kinds.ts';
import { type Declaration, option, quietOption } from './options.ts';
import { defaultClientFolder } from './paths.ts';

const folderHelp = 'folder of saved sessions (default: ~/.local/share/partyline/client)';

/** The options of commands that work with the session which `partyline join` has saved. */
export const sessionOptions = {
  server: option(
    '--server <ADDRESS>',
    { ...text(), offer: 'servers' },
    'server (default: PARTYLINE_SERVER, else the one last joined)',
    { variable: 'PARTYLINE_SERVER' },
  ),
  data: {
    ...option('--data <DIR>', path('folders'), folderHelp),
    default: defaultClientFolder,
  },
  quiet: quietOption,
};

/** The options of commands that programs use as well: an app token takes the place of a session. */
export const speakerOptions = {
  server: sessionOptions.server,
  data: {
    ...sessionOptions.data,
    // A program with an app token needs no folder, nor a home to find it in.
    default: (environment) =>
      environment.variables.PARTYLINE_TOKEN ? undefined : defaultClientFolder(environment),
  } satisfies Declaration<string | undefined>,
  quiet: quietOption,
  token: option('--token [TOKEN]', text(), '', {
    variable: 'PARTYLINE_TOKEN',
    refusal:
      'An app token does not belong on the command line, where others can read it: set PARTYLINE_TOKEN.',
  }),
};

/** The part of the help about the account that a command speaks for. */
export const speakerHelp = `
It speaks as the app token in PARTYLINE_TOKEN, on the server in PARTYLINE_SERVER;
without one as the person whose session 'partyline join' has saved for the server.
A client that runs at the same time is not disturbed.`;
