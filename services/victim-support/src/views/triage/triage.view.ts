import { actingAgencyOf } from '@case-timeline/casework'
import {
  AgencyId,
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  Id,
  NeedsAssessed,
  PresumedVictimIdentified,
  ReflectionPeriodEnded,
  ReflectionPeriodStarted,
  RepatriationAgreed,
  RepatriationCompleted,
  RightsInformed,
  RiskAssessed,
  ScreeningConducted,
  SupportCaseClosed,
  SupportCaseOpened,
} from '@case-timeline/contracts'
import { optional, type Recorded, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

const Opened = SupportCaseOpened.data.shape
const Needs = NeedsAssessed.data.shape

/**
 * A person of a case: what the person needs, and what was done so that the next step can follow.
 * This shape is stored in `triage_v1`: change it with the view's version.
 */
export const TriagedPerson = z.strictObject({
  caseId: Id,
  personRef: Opened.personRef,
  supportedBy: AgencyId.optional(),
  state: z.enum(['notSupported', 'open', 'closed']),
  urgentNeeds: Opened.urgentNeeds,
  language: Opened.language,
  ageBand: Opened.ageBand.meta({ description: 'as it was stated or assessed last; absent: not known, protected as a child' }),
  nationality: Needs.nationality,
  accommodations: Needs.accommodations.optional(),
  readyToSpeak: Needs.readyToSpeak,
  needsAssessed: z.boolean(),
  risk: RiskAssessed.data.shape.level.optional().meta({ description: 'absent if the risk was never assessed' }),
  screened: z.boolean().meta({ description: 'whether the person was screened for indicators; the outcome is not shown' }),
  informed: z.boolean().meta({ description: 'whether the person was informed of rights' }),
  consent: z.enum(['notAsked', 'granted', 'refused', 'withdrawn']).meta({
    description: 'the last answer to a request to share data; what it covers is in the list of consents',
  }),
  reflecting: z.boolean().meta({ description: 'whether a reflection period was granted that was not ended since' }),
  returnState: z.enum(['none', 'agreed', 'completed']),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type TriagedPerson = z.infer<typeof TriagedPerson>

/** Example of a row of the triage list. */
export const TRIAGED_PERSON: TriagedPerson = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  personRef: SupportCaseOpened.example.personRef,
  supportedBy: 'ph-social-welfare',
  state: 'open',
  urgentNeeds: ['interpretation', 'medicalCare'],
  language: 'my',
  ageBand: 'adult',
  nationality: 'MM',
  accommodations: ['interpreter'],
  readyToSpeak: 'notYet',
  needsAssessed: true,
  risk: 'high',
  screened: true,
  informed: true,
  consent: 'notAsked',
  reflecting: false,
  returnState: 'none',
  since: '2026-03-04T02:15:00.000000Z',
}

/** A person of whom nothing is known before the event: police may screen a person before support is offered. */
const newIn = ({ caseId, data, stored }: Recorded & { readonly data: { readonly personRef: string } }): TriagedPerson => ({
  caseId,
  personRef: data.personRef,
  state: 'notSupported',
  needsAssessed: false,
  screened: false,
  informed: false,
  consent: 'notAsked',
  reflecting: false,
  returnState: 'none',
  since: stored.recordedAt,
})

/**
 * What each person of a case needs, and is ready for. Who was screened before support was offered is kept, and listed
 * for no agency.
 */
export const triageView: StoredView<TriagedPerson> = storedView({
  name: 'triage',
  version: 1,
  key: ['personRef'],
  columns: {
    personRef: 'uuid',
    supportedBy: optional('text'),
    state: 'text',
    urgentNeeds: optional('text[]'),
    language: optional('text'),
    ageBand: optional('text'),
    nationality: optional('text'),
    accommodations: optional('text[]'),
    readyToSpeak: optional('text'),
    needsAssessed: 'boolean',
    risk: optional('text'),
    screened: 'boolean',
    informed: 'boolean',
    consent: 'text',
    reflecting: 'boolean',
    returnState: 'text',
    since: 'orderedText',
  },
  indexes: {
    supportedBy: ['supportedBy', 'since', 'caseId', 'personRef'],
    ofCase: ['caseId', 'since', 'personRef'],
  },
  migration: 1_764_000_000_464,
  events: [
    ScreeningConducted,
    PresumedVictimIdentified,
    SupportCaseOpened,
    SupportCaseClosed,
    NeedsAssessed,
    RiskAssessed,
    RightsInformed,
    ConsentGranted,
    ConsentRefused,
    ConsentWithdrawn,
    ReflectionPeriodStarted,
    ReflectionPeriodEnded,
    RepatriationAgreed,
    RepatriationCompleted,
  ],
  rows: ({ data }) => [[data.personRef]],
  on: {
    'investigation.ScreeningConducted': (person, event) => ({ ...(person ?? newIn(event)), screened: true }),
    'investigation.PresumedVictimIdentified': (person, event) => ({ ...(person ?? newIn(event)), ageBand: event.data.ageBand }),
    'victimSupport.SupportCaseOpened': (before, event) => {
      const person = before ?? newIn(event)
      const { urgentNeeds, language, ageBand } = event.data
      return {
        ...person,
        supportedBy: actingAgencyOf(event.stored.envelope.actor),
        state: 'open',
        urgentNeeds: urgentNeeds ?? person.urgentNeeds,
        language: language ?? person.language,
        ageBand: ageBand ?? person.ageBand,
      }
    },
    'victimSupport.SupportCaseClosed': (person, event) => ({ ...(person ?? newIn(event)), state: 'closed' }),
    'victimSupport.NeedsAssessed': (before, event) => {
      const person = before ?? newIn(event)
      const { accommodations, urgentNeeds, nationality, readyToSpeak } = event.data
      return {
        ...person,
        needsAssessed: true,
        accommodations,
        urgentNeeds: urgentNeeds ?? person.urgentNeeds,
        nationality: nationality ?? person.nationality,
        readyToSpeak: readyToSpeak ?? person.readyToSpeak,
      }
    },
    'victimSupport.RiskAssessed': (person, event) => ({ ...(person ?? newIn(event)), risk: event.data.level }),
    'victimSupport.RightsInformed': (person, event) => ({ ...(person ?? newIn(event)), informed: true }),
    'victimSupport.ConsentGranted': (person, event) => ({ ...(person ?? newIn(event)), consent: 'granted' }),
    'victimSupport.ConsentRefused': (person, event) => ({ ...(person ?? newIn(event)), consent: 'refused' }),
    'victimSupport.ConsentWithdrawn': (person, event) => ({ ...(person ?? newIn(event)), consent: 'withdrawn' }),
    'victimSupport.ReflectionPeriodStarted': (person, event) => ({ ...(person ?? newIn(event)), reflecting: true }),
    'victimSupport.ReflectionPeriodEnded': (person, event) => ({ ...(person ?? newIn(event)), reflecting: false }),
    'victimSupport.RepatriationAgreed': (person, event) => ({ ...(person ?? newIn(event)), returnState: 'agreed' }),
    'victimSupport.RepatriationCompleted': (person, event) => ({ ...(person ?? newIn(event)), returnState: 'completed' }),
  },
})
