import type { Decided } from '@case-timeline/decider'
import type { EndJoinder, JoinParts, NumberCourtCase, SeverAccused } from './court-case.commands.ts'
import type { CourtCaseEvent, Registered } from './court-case.ts'
import { chargesMovedTo } from './parts.ts'
import {
  assignedPersonSeversToNoOtherCourt,
  chargeIsSeveredOnce,
  endedJoinderIsInForce,
  joinedChargesAreUndecided,
  joinedPartIsNotTriedByRecusedJudge,
  joinedPartsAreSeparate,
  partIsMadeOnce,
  partIsOnRecord,
  severedChargesAccuseSeveredPersons,
  severedChargesArePending,
} from './parts.rules.ts'

type Decision = Decided<CourtCaseEvent>

export const severAccused = (_: Registered, { data }: SeverAccused): Decision => ({
  under: [
    assignedPersonSeversToNoOtherCourt,
    partIsMadeOnce,
    severedChargesArePending,
    severedChargesAccuseSeveredPersons,
    chargeIsSeveredOnce,
  ],
  events: [{ type: 'adjudication.AccusedSevered', data }],
})

export const joinParts = (courtCase: Registered, { data }: JoinParts): Decision => ({
  under: [joinedPartsAreSeparate, joinedChargesAreUndecided, joinedPartIsNotTriedByRecusedJudge],
  events: [{ type: 'adjudication.PartsJoined', data: { ...data, chargeIds: [...chargesMovedTo(courtCase, data.partId)] } }],
})

export const endJoinder = (_: Registered, { data }: EndJoinder): Decision => ({
  under: [endedJoinderIsInForce],
  events: [{ type: 'adjudication.JoinderEnded', data }],
})

export const numberCourtCase = (_: Registered, { data }: NumberCourtCase): Decision => ({
  under: [partIsOnRecord],
  events: [{ type: 'adjudication.CourtCaseNumbered', data }],
})
