import type { TextKey } from '../texts/catalogue.ts';

/** A text that says what to do instead of a command. */
type InsteadKey = TextKey & `instead.${string}`;

/** Commands of IRC clients that there are not, each with the text that says what to do instead. */
const insteadOf: ReadonlyMap<string, InsteadKey> = new Map(
  Object.entries({
    nick: 'instead.nick',
    buffer: 'instead.buffer',
    b: 'instead.buffer',
    window: 'instead.window',
    close: 'instead.close',
    clear: 'instead.clear',
    connect: 'instead.connect',
    server: 'instead.connect',
    reconnect: 'instead.reconnect',
    disconnect: 'instead.connect',
    notice: 'instead.notice',
    say: 'instead.say',
    amsg: 'instead.wall',
    ctcp: 'instead.none',
    dcc: 'instead.file',
    mode: 'instead.mode',
    voice: 'instead.mode',
    devoice: 'instead.mode',
    kickban: 'instead.kickban',
    set: 'instead.set',
    mouse: 'instead.set',
    bind: 'instead.set',
    key: 'instead.set',
    alias: 'instead.set',
    highlight: 'instead.highlight',
    hilight: 'instead.highlight',
    lastlog: 'instead.search',
    grep: 'instead.search',
    whowas: 'instead.whois',
    cycle: 'instead.none',
    script: 'instead.none',
    plugin: 'instead.none',
  } satisfies Record<string, InsteadKey>),
);

/** The text that says what to do instead of a command of IRC clients; undefined for any other word. */
export function insteadText(name: string): InsteadKey | undefined {
  return insteadOf.get(name);
}
