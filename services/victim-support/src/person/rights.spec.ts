import { InformOfRights, RightsInformed, type FactOf } from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { advocate, girl } from './person.fixtures.ts'
import { personStream } from './person.stream.ts'
import type { PersonEvent } from './person-event.ts'
import { rightsAreExplainedInVictimsLanguage } from './rights.rules.ts'

type RightsInformedData = FactOf<typeof RightsInformed>['data']

const given = specificationOf(personStream)
const opened = (language?: string): PersonEvent => ({
  type: 'victimSupport.SupportCaseOpened',
  data: { personRef: girl, origin: 'identification', language },
})
const informOfRights = (language: string, changes: Partial<RightsInformedData> = {}, screeningLanguages: readonly string[] = []) =>
  commandFor(InformOfRights, { ...InformOfRights.example, personRef: girl, language, ...changes }, { screeningLanguages })

describe(rightsAreExplainedInVictimsLanguage.sentence, () => {
  it('records an explanation in another language with a warning', () => {
    given([opened('ceb')])
      .when(informOfRights('ceb'))
      .then(RightsInformed)
    given([opened('ceb')])
      .when(informOfRights('deu'))
      .then(RightsInformed, warning(rightsAreExplainedInVictimsLanguage))
    given([opened('ceb')])
      .when(informOfRights('deu', { interpreterRef: advocate }))
      .then(RightsInformed)
    given([opened('ceb')])
      .when(informOfRights('fsl', { format: 'signLanguage' }))
      .then(RightsInformed)
  })
  it('accepts the language of the screening, or one recorded when support was opened again', () => {
    const screened = ['my']
    given([opened()])
      .when(informOfRights('my', {}, screened))
      .then(RightsInformed)
    given([opened()])
      .when(informOfRights('deu', {}, screened))
      .then(RightsInformed, warning(rightsAreExplainedInVictimsLanguage))
    given([opened('ceb'), { type: 'victimSupport.SupportCaseClosed', data: { personRef: girl, reason: 'byChoice' } }, opened('tl')])
      .when(informOfRights('tl'))
      .then(RightsInformed)
  })
  it('accepts any language where none is recorded', () => given([opened()]).when(informOfRights('deu')).then(RightsInformed))
})
