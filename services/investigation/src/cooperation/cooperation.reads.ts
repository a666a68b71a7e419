import {
  consentsInForce,
  storedOf,
  streamName,
  streamUnchanged,
  victimStatuses,
  victimStatusFacts,
  type CaseHistory,
  type Guard,
  type Reading,
  type DatedCommand,
} from '@case-timeline/casework'
import type { MoreToRead } from '@case-timeline/commands'
import { factsBefore, factsSince, factsSurelyBefore } from '@case-timeline/shared-aggregates'
import { opening } from '../investigation/case-opened.reads.ts'
import { personalDataIn, type OutgoingData } from './consent.ts'
import type { KnownCertificates, KnownConsents, KnownToRequest, RequestPoliceCooperation } from './cooperation.ts'

type RequestData = Pick<RequestPoliceCooperation, 'data'> & DatedCommand

// Data that was sent cannot be recalled, so the append fails if a withdrawal of consent, the victim's majority or an
// identification is recorded concurrently.
const guardsOf = (history: CaseHistory, outgoingData: OutgoingData): readonly Guard[] => {
  const { caseId } = history
  if (caseId === undefined || personalDataIn(outgoingData).length === 0) return []
  const persons = [...new Set(outgoingData.concerns)].map((personRef) => streamName('victimSupport', 'person', `${caseId}~${personRef}`))
  return [streamName('investigation', 'case', caseId), ...persons].map((stream) => streamUnchanged(history, stream))
}

/** The victims among the persons concerned, and the consents of each that were in force when the data was sent. */
export const consents = (history: CaseHistory, command: DatedCommand & { readonly data: OutgoingData }): Reading<KnownConsents> => {
  const { data } = command
  // Data that was sent cannot be recalled: a consent counts only if it surely came before.
  const before = factsSurelyBefore(command)
  const opened = opening(history)
  const statusFacts = victimStatusFacts(history).filter((fact) => data.concerns.includes(fact.data.personRef))
  const statuses = victimStatuses(statusFacts)
  const victims = data.concerns.filter((personRef) => statuses.get(personRef) === true)
  const inForce = [...new Set(victims)].map((personRef) => [personRef, consentsInForce(history, personRef, before)] as const)
  const withdrawn = history
    .facts('victimSupport.ConsentWithdrawn', 'victimSupport.MajorityReached')
    .filter((fact) => victims.includes(fact.data.personRef))
  return {
    known: {
      ...opened.known,
      victims,
      withdrawnSince: factsSince(command)(withdrawn).map(({ id }) => id),
      consentsOf: Object.fromEntries(inForce.map(([personRef, { known }]) => [personRef, known])),
    },
    read: [...opened.read, ...storedOf(statusFacts), ...inForce.flatMap(([, { read }]) => read)],
    guards: guardsOf(history, data),
  }
}

/** The stream of the mechanism that a request names. The mechanism may have been agreed in another case. */
export const mechanismStreams = ({ data: { mechanismId } }: RequestData): readonly string[] =>
  mechanismId === undefined ? [] : [streamName('investigation', 'mechanism', mechanismId)]

/** The consents, and the terms of the mechanism that a request names. */
export const consentsAndMechanism = (history: CaseHistory, command: RequestData, { elsewhere }: MoreToRead): Reading<KnownToRequest> => {
  const { data } = command
  const reading = consents(history, command)
  const isNamed = (fact: { readonly data: { readonly mechanismId: string } }): boolean => fact.data.mechanismId === data.mechanismId
  const established = elsewhere?.facts('investigation.CooperationMechanismEstablished').filter(isNamed) ?? []
  const ended = elsewhere?.facts('investigation.CooperationMechanismEnded').filter(isNamed) ?? []
  const terms = established[0]?.data
  return {
    ...reading,
    known: { ...reading.known, mechanism: terms && { ...terms, ended: factsBefore(command)(ended).length > 0 } },
    read: [...reading.read, ...storedOf(established, ended)],
  }
}

/** The requests for legal assistance that this country sent and another country executed. */
export const certificates = (history: CaseHistory): Reading<KnownCertificates> => {
  const executed = history.facts('prosecution.MlaRequestExecuted').filter(({ data }) => data.direction !== 'received')
  return { known: { executed: executed.map(({ data }) => data.requestId) }, read: storedOf(executed) }
}
