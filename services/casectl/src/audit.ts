import { z } from 'zod'
import type { Client } from './client.ts'
import { Failure } from './failure.ts'
import { type Screen, show } from './screen.ts'
import { caseIn } from './timeline.ts'

const Verification = z.discriminatedUnion('outcome', [
  z.looseObject({ outcome: z.literal('intact'), streams: z.number(), events: z.number(), withheld: z.number() }),
  z.looseObject({ outcome: z.literal('broken'), stream: z.string(), revision: z.number(), differs: z.string() }),
])

/** @throws Failure when a hash or a chain is not what the events make of it */
export const verifyCase = async (screen: Screen, client: Client, caseId: string): Promise<void> => {
  const verification = await client.get('auditTrail', `/cases/${caseIn(caseId)}/verification`, Verification)
  show(screen, verification, (found) =>
    found.outcome === 'intact'
      ? `Intact: ${found.events} events in ${found.streams} streams, every hash and chain recomputed${withheld(found.withheld)}.`
      : `Broken: stream ${found.stream}, revision ${found.revision}: ${found.differs} is not what the events make of it.`,
  )
  if (verification.outcome === 'broken')
    throw new Failure(`Case ${caseId} is not what was recorded.`, [
      'change nothing in the database: it is evidence now',
      'compare with the last backup, and ask who could write to the store',
    ])
}

const withheld = (count: number): string => (count === 0 ? '' : ` (${count} without their data, by their envelope)`)
