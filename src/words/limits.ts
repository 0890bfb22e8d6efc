/** Every bound that both sides know, in one place; docs/operating.md gives the reasons. */
export const limits = {
  /** Largest frame payload before login, in bytes. */
  frameBytesBeforeLogin: 4 * 1024,
  /** Largest frame payload after login, in bytes. */
  frameBytes: 64 * 1024,
  /** Deepest nesting of a message: 1 is the message object itself. */
  depth: 10,
  /** How long people can edit and delete what they said, in milliseconds. */
  amendableMs: 24 * 60 * 60 * 1000,
  /** Reactions of one person to a message, of all to it, and how many different ones. */
  reactionsPerPerson: 8,
  reactionsPerMessage: 256,
  emojisPerMessage: 32,
  /** Longest text of a message, in bytes of UTF-8. */
  textBytes: 16 * 1024,
  /**
   * Longest text as a JSON string, quotes and escapes included, in bytes: a control character takes six.
   * A frame has room for such a text and for everything that stands around it in any message.
   */
  textJsonBytes: 64 * 1024 - 512,
  /** Most messages replayed for one room after an absence. */
  replayMessages: 1_000,
  /** Longest device name, in code points. */
  deviceNameLength: 64,
  /** Sessions an account may have; the one unused for longest gives way. */
  sessionsPerAccount: 64,
  /** App tokens an account may have. */
  tokensPerAccount: 64,
  /** Rooms that one app token may be limited to. */
  roomsPerToken: 64,
  /** Direct conversations listed in the greeting at the most; others are told when they come to life. */
  roomsGreeted: 200,
  /** Named rooms that an account may be in, or invited to. */
  roomsPerAccount: 1_000,
  /** Named rooms that an account may have made that are not archived; operators of the line make more. */
  roomsMadePerAccount: 100,
  /** Rooms that one invitation may bring a newcomer into. */
  roomsPerInvite: 16,
  /** Longest topic of a room, in code points. */
  topicLength: 300,
  /** Terms of the history that a greeting names, the latest; and that a client may name. */
  termsGreeted: 32,
  termsCompared: 64,
  /** Addresses of one line: those that a greeting names of other nodes, and those that a client is given. */
  nodesTold: 16,
  /** Rooms whose places are compared in one request. */
  roomsCompared: 200,
  /** Rooms that a client takes on one connection, and remembers: no honest server names as many. */
  roomsPerClient: 10_000,
  /** Accounts that a client takes in one list. */
  accountsListed: 100_000,
  /** Accounts that may wait for an operator at a time. */
  waitingAccounts: 1_000,
  /** People to whom one message may be urgent. */
  urgentAddressees: 64,
  /** Urgent messages that may wait for one person; the oldest gives way. */
  urgentsOpen: 32,
  /** Acts of operators in one answer. */
  actsListed: 100,
  /** Networks that may be banned or muted at a time. */
  networksSanctioned: 1_000,
  /** Longest text that says why somebody is away, in code points. */
  awayLength: 120,
  /** Words that call an account, and the longest, in code points. */
  wordsPerAccount: 50,
  wordLength: 40,
  /** People whom an account may ignore. */
  ignoredPerAccount: 200,
  /** Rooms for which an account may have a level of their own. */
  roomLevelsPerAccount: 100,
  /** Terms of one search, and the longest, in code points; messages that it gives at a time. */
  searchTerms: 16,
  searchTermLength: 200,
  searchResults: 50,
  /** Longest name of a file, in bytes of UTF-8: as long as file systems take it. */
  fileNameBytes: 255,
  /** Bytes of a file that one message carries at the most: in base64url with all around it, less than a frame. */
  fileChunkBytes: 45 * 1024,
  /** Files that an account may be sending at a time. */
  uploadsPerAccount: 4,
  /** How long a file that was sent may wait to be posted, in milliseconds. */
  unpostedFileMs: 60 * 60 * 1000,
  /** Longest reason that an operator gives, in code points. */
  reasonLength: 500,
  /** Lines of the log that an operator may ask for. */
  logLines: 1_000,
} as const;
