/** Every text of the full screen that is its own; texts of the talk and of commands are theirs. */
export interface ScreenTexts {
  readonly connecting: string;
  readonly offline: string;
  readonly unread: string;
  readonly beginning: string;
  readonly loading: string;
  readonly pending: string;
  readonly notSent: string;
  readonly leaveAgain: string;
  readonly noneFound: string;
  readonly day: (date: Date) => string;
  readonly lag: (milliseconds: number) => string;
  readonly typing: (names: readonly string[]) => string;
  readonly away: (reason: string) => string;
  readonly below: (count: number) => string;
  readonly askPaste: (lines: number) => string;
  readonly historySearch: (query: string, isFailed: boolean) => string;
  readonly search: string;
  readonly people: (count: number) => string;
  readonly passwords: {
    readonly current: (name: string) => string;
    readonly choose: (name: string) => string;
    readonly again: string;
    readonly differ: string;
  };
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/** The texts in English. */
export const englishScreenTexts: ScreenTexts = {
  connecting: 'connecting',
  offline: 'offline, trying again',
  unread: 'new',
  beginning: 'the beginning',
  loading: 'older messages are being fetched',
  pending: 'pending',
  notSent: 'Not sent:',
  leaveAgain: 'Ctrl-C once more leaves',
  noneFound: 'nothing older was found',
  day: (date) =>
    `${weekdays[date.getDay()]}, ${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`,
  lag: (milliseconds) => `${milliseconds} ms`,
  typing: (names) =>
    names.length > 2
      ? `${names.length} people type`
      : `${names.join(' and ')} ${names.length === 1 ? 'types' : 'type'}`,
  away: (reason) => `away: ${reason}`,
  below: (count) => (count === 0 ? 'more below: End' : `${count} new below: End`),
  askPaste: (lines) => `Paste ${lines} lines? y: yes, n: no`,
  historySearch: (query, isFailed) => `${isFailed ? 'not in the history' : 'history'}: ${query}`,
  search: 'Search:',
  people: (count) => `${count} here`,
  passwords: {
    current: (name) => `Current password of ${name} (not shown):`,
    choose: (name) => `Choose a password for ${name} (not shown):`,
    again: 'The same password again (not shown):',
    differ: 'The two passwords differ; choose it again.',
  },
};
