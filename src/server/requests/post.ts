import type { Clock } from '../../base/clock.ts';
import { actionOfPost } from '../../chat/policy.ts';
import type { Post } from '../../chat/post.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { Request } from '../../wire/requests.ts';
import { writeContent } from '../../words/content.ts';
import { assertPostable } from '../../words/post-content.ts';
import type { Posts } from '../delivery/posts.ts';
import type { FloodGate } from '../member/flood-gate.ts';
import type { MutedNetworks } from '../member/muted-networks.ts';
import { propose } from '../propose.ts';
import { personNamed } from './account-named.ts';
import type { AnswerBody, Handler, Requester } from './handler.ts';
import { roomKey, roomNumber } from './room-address.ts';

interface PostParts {
  readonly posts: Posts;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly mutedNetworks: MutedNetworks;
  readonly floods: FloodGate;
}

/**
 * `post`: hands it to the journal, at once or, where posts come too fast, a little later; the requester is
 * told itself what became of it. One that is refused here is looked for in the journal first: where it was stored
 * before its sender lost the right to post, it is acknowledged.
 */
export function post(parts: PostParts): Handler<'post'> {
  const { posts, clock, directory, mutedNetworks, floods } = parts;
  // A function of its own, for the usual post needs no closure.
  const hold = (requester: Requester, id: number, proposal: Post, waitMs: number) => {
    requester.hold(waitMs, () => {
      posts.propose(requester.posts, id, { ...proposal, at: clock.now() });
    });
  };
  return (requester, request) => {
    const { id, mid, content, of = 0 } = request;
    assertPostable(content, of);
    const { account } = requester;
    let to: Post['to'];
    try {
      mutedNetworks.assertMaySpeak(requester);
      to = destinationOf(directory, requester, request);
    } catch (refused) {
      return storedBefore(parts, requester, request).catch(() => {
        throw refused;
      });
    }
    const proposal: Post = {
      type: 'post',
      at: clock.now(),
      account,
      to,
      mid,
      content: writeContent(content),
      of,
    };
    const waitMs = floods.take(requester.buckets, account, 'room' in to ? to.room : undefined);
    if (waitMs === 0) posts.propose(requester.posts, id, proposal);
    else hold(requester, id, proposal, waitMs);
    return undefined;
  };
}

/** Throws `name.unknown`, `room.unknown` and `forbidden`. */
function destinationOf(
  directory: Directory,
  requester: Requester,
  { room, content }: Request<'post'>,
): Post['to'] {
  if (room.startsWith('@')) return toPeople(directory, requester, room.slice(1).split(','));
  const action = actionOfPost(content.kind);
  return { room: requester.permissions.roomFor(action, roomKey(directory, requester, room)) };
}

/** Their conversation is found, or made, when the post is put in order: two posts may each be the first. */
function toPeople(
  directory: Directory,
  requester: Requester,
  names: readonly string[],
): Post['to'] {
  const others = names.map((name) => personNamed(directory, name));
  requester.permissions.assertMayWrite(requester.conversationWith(...others));
  const [account = 0, ...more] = others.map(({ id }) => id);
  return more.length === 0 ? { account } : { accounts: [account, ...more] };
}

/** The acknowledgement of a post that was stored. Rejects for all others, whatever they ask for in the same time. */
async function storedBefore(
  { journal, directory, posts, clock }: PostParts,
  requester: Requester,
  { room, mid, content, of = 0 }: Request<'post'>,
): Promise<AnswerBody<'post'>> {
  const { account } = requester;
  const { seq, at, ...found } = await propose(journal, {
    type: 'post.find',
    at: clock.now(),
    account,
    room: room.startsWith('#') ? null : roomNumber(directory, requester, room),
    mid,
    content: writeContent(content),
    of,
  });
  const { key, away } = posts.placeOf(found.room, account);
  requester.permissions.assertMayWrite(key);
  return { room: key, seq, at, away };
}
