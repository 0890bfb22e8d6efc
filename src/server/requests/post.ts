import type { Clock } from '../../base/clock.ts';
import { actionOfPost } from '../../chat/policy.ts';
import type { Post } from '../../chat/post.ts';
import type { Directory } from '../../store/directory.ts';
import type { Request } from '../../wire/requests.ts';
import { writeContent } from '../../words/content.ts';
import { assertPostable } from '../../words/post-content.ts';
import type { Posts } from '../delivery/posts.ts';
import type { FloodGate } from '../member/flood-gate.ts';
import type { MutedNetworks } from '../member/muted-networks.ts';
import { personNamed } from './account-named.ts';
import type { Handler, Requester } from './handler.ts';
import { roomKey } from './room-address.ts';

/**
 * `post`: hands it to the journal, at once or, where posts come too fast, a little later; the requester is
 * told itself what became of it.
 */
export function post(parts: {
  readonly posts: Posts;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly mutedNetworks: MutedNetworks;
  readonly floods: FloodGate;
}): Handler<'post'> {
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
    mutedNetworks.assertMaySpeak(requester);
    const { account } = requester;
    const to = destinationOf(directory, requester, request);
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
  if (room.startsWith('@') && !room.includes(',')) {
    const other = personNamed(directory, room.slice(1));
    requester.permissions.assertMayWrite(requester.conversationWith(other));
    return { account: other.id };
  }
  const action = actionOfPost(content.kind);
  return { room: requester.permissions.roomFor(action, roomKey(directory, requester, room)) };
}
