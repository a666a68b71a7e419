import {
  CooperationMechanismEnded,
  CooperationMechanismEstablished,
  ForeignIdentificationRecognised,
  MlaRequestExecuted,
  PoliceCooperationAnswered,
  PoliceCooperationRequested,
  PresumedVictimIdentified,
  RecordPoliceCooperationAnswer,
  RequestPoliceCooperation,
  ShareSpontaneousInformation,
  SpontaneousInformationShared,
  VictimStatusDetermined,
} from '@case-timeline/contracts'
import { standing, streamName, unchanged, type Aggregate, type Guard, type Reading, type StoredEvent } from '@case-timeline/event-store'
import { consentsOf } from './consents.ts'
import { personalDataIn, type Parcel } from './domain/consent.ts'
import type {
  Cooperation,
  CooperationCommand,
  CooperationFact,
  KnownCertificates,
  KnownConsents,
  KnownMechanism,
} from './domain/cooperation.ts'
import { cooperation } from './domain/cooperation.decide.ts'
import { openedIn } from './opened.ts'

const isNegative = ({ data }: { readonly data: object }): boolean => 'status' in data && data.status === 'NotAVictimOfTrafficking'

/** What nobody approved was found of one whom nobody presumed a victim: it takes nothing away from whom she turns out to be. */
const isVictim = (statuses: readonly { readonly data: object }[]): boolean => {
  const last = statuses.at(-1)
  return last !== undefined && (!isNegative(last) || !('approver' in last.data || statuses.every(isNegative)))
}

// A consent taken back, her coming of age, or a victim identified, in the same moment must not go unseen: her data would have left the country.
const guardsOf = (history: readonly StoredEvent[], parcel: Parcel): Guard[] => {
  const caseId = history[0]?.caseId
  if (caseId === undefined || personalDataIn(parcel).length === 0) return []
  const persons = [...new Set(parcel.concerns)].map((personRef) => streamName('victimSupport', 'person', `${caseId}~${personRef}`))
  return [streamName('investigation', 'case', caseId), ...persons].map((stream) => unchanged(history, stream))
}

const leaving = (history: readonly StoredEvent[], parcel: Parcel): Reading & { readonly known: KnownConsents } => {
  const { opened, read } = openedIn(history)
  const statuses = standing(history, PresumedVictimIdentified, VictimStatusDetermined, ForeignIdentificationRecognised).filter(({ data }) =>
    parcel.concerns.includes(data.personRef),
  )
  const victims = parcel.concerns.filter((personRef) => isVictim(statuses.filter(({ data }) => data.personRef === personRef)))
  const consents = [...new Set(victims)].map((personRef) => [personRef, consentsOf(history, personRef)] as const)
  return {
    known: { opened, victims, consentsOf: Object.fromEntries(consents.map(([personRef, of]) => [personRef, of.consents])) },
    read: [...read, ...statuses.map(({ stored }) => stored), ...consents.flatMap(([, of]) => of.read)],
    guards: guardsOf(history, parcel),
  }
}

const mechanismIn = (history: readonly StoredEvent[], mechanismId: string | undefined) => {
  const established = standing(history, CooperationMechanismEstablished).filter(({ data }) => data.mechanismId === mechanismId)
  const ended = standing(history, CooperationMechanismEnded).filter(({ data }) => data.mechanismId === mechanismId)
  const agreed = established[0]?.data
  const mechanism: KnownMechanism | undefined = agreed && { ...agreed, ended: ended.length > 0 }
  return { mechanism, read: [...established, ...ended].map(({ stored }) => stored) }
}

const certificatesIn = (history: readonly StoredEvent[]): Reading => {
  const executed = standing(history, MlaRequestExecuted).filter(({ data }) => data.direction !== 'received')
  const known: KnownCertificates = { executed: executed.map(({ data }) => data.requestId) }
  return { known, read: executed.map(({ stored }) => stored) }
}

/** The streams `investigation.cooperation-<requestId or informationId>`: what police asked or told the police of another country. */
export const cooperationStream: Aggregate<Cooperation, CooperationCommand, CooperationFact> = {
  service: 'investigation',
  name: 'cooperation',
  events: [PoliceCooperationRequested, PoliceCooperationAnswered, SpontaneousInformationShared],
  commands: [RequestPoliceCooperation, RecordPoliceCooperationAnswer, ShareSpontaneousInformation],
  decider: cooperation,
  streamId: (_, data) => ('informationId' in data ? data.informationId : data.requestId),
  readsElsewhere: (command) =>
    command.name === 'RequestPoliceCooperation' && command.data.mechanismId !== undefined
      ? [streamName('investigation', 'mechanism', command.data.mechanismId)]
      : [],
  known: (history, command, _, elsewhere = history) => {
    switch (command.name) {
      case 'RequestPoliceCooperation': {
        const reading = leaving(history, command.data)
        const { mechanism, read } = mechanismIn(elsewhere, command.data.mechanismId)
        return { ...reading, known: { ...reading.known, mechanism }, read: [...reading.read, ...read] }
      }
      case 'ShareSpontaneousInformation':
        return leaving(history, command.data)
      case 'RecordPoliceCooperationAnswer':
        return certificatesIn(history)
    }
  },
}
