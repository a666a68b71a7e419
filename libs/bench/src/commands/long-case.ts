import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { CaseOpened, type Fact, SuspectIdentified } from '@case-timeline/contracts'
import { hashEvents } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { recordingContextOf } from '../content.ts'
import type { MeasuredSystem } from './running-system.ts'

const DIGEST_KEY = randomBytes(32)
const FACTS_OF_A_COMMAND = 50

/** Another suspect of a case. */
export const suspect = (): object => ({ ...SuspectIdentified.example, personRef: randomUUID() })

/** Records a case with a number of facts, without the services, and waits for their views. @returns its id */
export const recordLongCase = async (system: MeasuredSystem, facts: number): Promise<string> => {
  const store = openEventStore(system.storeUrls.investigation, 'investigation')
  const caseId = randomUUID()
  const agencyId = system.agencyOf(0)
  const opened = { type: CaseOpened.type, data: { ...CaseOpened.example, leadAgency: agencyId } }
  const recorded = Array.from({ length: facts }, (_, index) => (index === 0 ? opened : { type: SuspectIdentified.type, data: suspect() }))
  let position = '0'
  try {
    for (let first = 0; first < facts; first += FACTS_OF_A_COMMAND) {
      const commandId = randomUUID()
      const part = recorded.slice(first, first + FACTS_OF_A_COMMAND) as Fact[]
      const commandDigest = createHmac('sha256', DIGEST_KEY).update(JSON.stringify(part)).digest()
      const shared = recordingContextOf(commandId, caseId)
      const context = { ...shared, caseId, commandDigest, deployment: 'embedded', actor: { ...shared.actor, agencyId } }
      const events = hashEvents(part, context, (type) => (type === CaseOpened.type ? CaseOpened : SuspectIdentified))
      const answer = await store.append({ stream: shared.stream, expected: 'any', commandId, commandDigest, events })
      if (answer.outcome !== 'appended') throw new Error(`the case of the measurement was not recorded: ${answer.outcome}`)
      position = answer.lastPosition
    }
  } finally {
    await store.close()
  }
  await system.settle(position)
  return caseId
}
