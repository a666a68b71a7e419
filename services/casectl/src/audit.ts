import { z } from 'zod'
import type { Client } from './client.ts'
import { Failure } from './failure.ts'
import { type Screen, show } from './screen.ts'
import { parseCaseId } from './timeline.ts'

const Verification = z.discriminatedUnion('outcome', [
  z.looseObject({ outcome: z.literal('intact'), streams: z.number(), events: z.number(), withheld: z.number() }),
  z.looseObject({ outcome: z.literal('broken'), stream: z.string(), revision: z.number(), differs: z.string() }),
])

/**
 * Verifies the hashes and chains of a case, and prints the result.
 * @throws Failure when a hash or a chain does not match the events
 */
export const verifyCase = async (screen: Screen, client: Client, caseId: string): Promise<void> => {
  const verification = await client.get('auditTrail', `/cases/${parseCaseId(caseId)}/verification`, Verification)
  show(screen, verification, (result) =>
    result.outcome === 'intact'
      ? `Intact: ${result.events} events in ${result.streams} streams, every hash and chain recomputed${withheld(result.withheld)}.`
      : `Broken: stream ${result.stream}, revision ${result.revision}: ${result.differs} does not match the events.`,
  )
  if (verification.outcome === 'broken')
    throw new Failure(`Case ${caseId} was changed after it was recorded.`, [
      'change nothing in the database: it is evidence',
      'compare it with the last backup, and find out who had write access to the store',
    ])
}

const withheld = (count: number): string => (count === 0 ? '' : ` (${count} of them court orders withhold from you)`)
