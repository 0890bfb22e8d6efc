import { PartylineError } from '../base/errors.ts';
import type { Content } from '../words/content.ts';
import { actingAccount, assertMaySpeak } from './account-checks.ts';
import { lineScope } from './sanctions.ts';
import type { Attachment, Tables } from './tables.ts';

/*
 * The rules for files. Their bytes lie beside the store, under their hash; the tables say to whom a file belongs that
 * was sent, and with which messages it was posted. One that nobody needs any more is found by that.
 */

/** Puts on record that an account has sent a file, all of which is on the disk: so that it can post it. */
export interface StoreFile {
  readonly type: 'file.store';
  readonly at: number;
  readonly account: number;
  readonly hash: string;
  readonly bytes: number;
}

/** Gives up files whose time is over. */
export interface ExpireFiles {
  readonly type: 'file.expire';
  readonly at: number;
  /** Those that were sent before, and may be posted no longer for that. */
  readonly sentBefore: number;
  /** Messages that were posted before lose theirs; null: none do. */
  readonly postedBefore: number | null;
}

/** Files that one proposal gives up at the most, of each kind: it holds up those behind it. */
const expiredAtOnce = 512;

/** The setting that counts how often messages or people gave files up. */
const releasesSetting = 'files.releases';

/**
 * @throws PartylineError `forbidden` for an account that is muted on the line, `name.unknown`, `auth.pending`,
 *   `auth.banned`
 */
function storeFile(tables: Tables, { account: id, hash, bytes, at }: StoreFile) {
  const account = actingAccount(tables, id, at);
  assertMaySpeak(tables, account, lineScope, at);
  tables.putUpload({ account: id, hash, bytes, at });
  return { hash };
}

/** @returns how many were given up: when none were, none are left whose time is over */
function expireFiles(tables: Tables, { sentBefore, postedBefore }: ExpireFiles) {
  const sent = tables.expireUploads(sentBefore, expiredAtOnce);
  const posted = postedBefore === null ? 0 : tables.expireAttachments(postedBefore, expiredAtOnce);
  releaseFiles(tables, sent + posted);
  return { expired: sent + posted };
}

/**
 * The file of a content that an account posts.
 *
 * @param content of the kind `file`
 * @throws PartylineError `file.unknown` where the account has not sent it
 */
export function ownFile(
  tables: Pick<Tables, 'ownFileBytes'>,
  { account, content }: { readonly account: number; readonly content: string },
): Pick<Attachment, 'hash' | 'bytes'> {
  const { file }: Content = JSON.parse(content);
  if (file !== undefined && tables.ownFileBytes(account, file.hash) === file.bytes) {
    return { hash: file.hash, bytes: file.bytes };
  }
  const sentence =
    'The file is not on the server, or has waited there for too long: send it again.';
  throw new PartylineError('file.unknown', sentence);
}

/** Counts that messages have lost their files, so that whoever keeps those looks for what nobody needs. */
export function releaseFiles(tables: Tables, count: number): void {
  if (count === 0) return;
  tables.putSetting(releasesSetting, String(releasesOf(tables) + count));
}

/** How often files were given up, in the life of the line. */
export function releasesOf(tables: Pick<Tables, 'setting'>): number {
  return Number(tables.setting(releasesSetting) ?? 0);
}

/** The rules of files. */
export const attachmentRules = { 'file.store': storeFile, 'file.expire': expireFiles };
