import {
  AccessExcluded,
  CaseNoteAdded,
  caseRecordCommandsOf,
  CasesLinked,
  CasesUnlinked,
  CaseWorkerAssigned,
  CaseWorkerUnassigned,
  HandoverReceived,
  LegalHoldLifted,
  LegalHoldPlaced,
  PersonRefsMerged,
  PersonRefsUnmerged,
  type CaseRecordService,
} from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import { caseRecordOf } from './domain/case-record.decide.ts'
import type { CaseRecord, CaseRecordCommand, CaseRecordFact, KnownCase } from './domain/case-record.ts'

/** The stream `<service>.record-<caseId>`: apart from the case itself, whose revision nobody moves by assigning a colleague. */
const caseRecordStreamOf = (service: CaseRecordService): Aggregate<CaseRecord, CaseRecordCommand, CaseRecordFact> => ({
  service,
  name: 'record',
  events: [
    CaseWorkerAssigned,
    CaseWorkerUnassigned,
    AccessExcluded,
    CasesLinked,
    CasesUnlinked,
    PersonRefsMerged,
    PersonRefsUnmerged,
    LegalHoldPlaced,
    LegalHoldLifted,
    CaseNoteAdded,
    HandoverReceived,
  ],
  commands: Object.values(caseRecordCommandsOf(service)),
  decider: caseRecordOf(service),
  streamId: (caseId) => caseId,
  judgesReferences: true,
  known: (history, command) => {
    const [first] = history
    const handedOver = command.name === 'ReceiveHandover' ? history.find(({ id }) => id === command.data.eventId) : undefined
    const known: KnownCase = { caseId: first?.caseId ?? '', caseExists: first !== undefined, handedOver: handedOver !== undefined }
    const read = handedOver ?? first
    return { known, read: read === undefined ? [] : [read] }
  },
})

/** Each sector's record of its cases. */
export const caseRecordStreams = {
  investigation: caseRecordStreamOf('investigation'),
  prosecution: caseRecordStreamOf('prosecution'),
  adjudication: caseRecordStreamOf('adjudication'),
  victimSupport: caseRecordStreamOf('victimSupport'),
} as const satisfies Record<CaseRecordService, unknown>
