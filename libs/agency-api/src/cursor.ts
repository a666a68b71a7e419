import { comparePositions } from '@case-timeline/contracts'
import type { EventStore, LogPosition } from '@case-timeline/event-store'
import { Problem } from '@case-timeline/http'
import { z } from 'zod'

/** 64 bits of the hash: enough to distinguish the few events that a log can have had at one position. */
const HASH_DIGITS = 16

/**
 * Where a reader continues: the last position that was read for it, and the start of the hash of the event there
 * (decision 62). A position alone is a cursor, too.
 */
export const Cursor = z.string().regex(new RegExp(`^\\d{1,18}(\\.[0-9a-f]{${HASH_DIGITS}})?$`))

/** The cursor after a position. */
export const cursorAfter = ({ position, hash }: LogPosition): string =>
  hash === undefined ? position : `${position}.${hash.slice(0, HASH_DIGITS)}`

/**
 * The position of a cursor, if the log is still the one in which it was read.
 * @throws Problem `log-went-back`, `position-beyond-log`; StoreUnavailable
 */
export const positionOnLog = async (store: Pick<EventStore, 'hashesAt' | 'lastPosition'>, cursor: string): Promise<string> => {
  const [position = '0', hash] = cursor.split('.')
  if (hash !== undefined) {
    const found = (await store.hashesAt([position])).get(position)
    if (found?.startsWith(hash)) return position
    throw new Problem(
      'log-went-back',
      'the event up to which you have read is no longer in the log: it was restored to an earlier state. Read again with after=0; events that you have and do not receive again are lost, so send the commands of your agency again',
    )
  }
  if (position !== '0' && comparePositions(position, await store.lastPosition()) > 0)
    throw new Problem('position-beyond-log', 'the log ends before that position: send a cursor that this service returned, or 0')
  return position
}
