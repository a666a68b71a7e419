import { InformOfRights, RightsInformed, type FactOf } from '@case-timeline/contracts'
import { commanded, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { person } from './person.decide.ts'
import { adult, advocate, girl } from './person.fixtures.ts'
import type { KnownToSupport, PersonEvent } from './person.ts'
import { rightsAreToldInALanguageSheUnderstands } from './rights.rules.ts'

type Told = FactOf<typeof RightsInformed>['data']

const given = (history: readonly PersonEvent[]) => specificationOf(person)(history)
const opened = (language?: string): PersonEvent => ({
  type: 'victimSupport.SupportCaseOpened',
  data: { personRef: girl, origin: 'identification', language },
})
const tell = (language: string, but: Partial<Told> = {}, known: KnownToSupport = adult) =>
  commanded(InformOfRights, { ...InformOfRights.example, personRef: girl, language, ...but }, known)

describe(rightsAreToldInALanguageSheUnderstands.sentence, () => {
  it('else it is recorded with a warning', () => {
    given([opened('ceb')])
      .when(tell('ceb'))
      .then(RightsInformed)
    given([opened('ceb')])
      .when(tell('deu'))
      .then(RightsInformed, warning(rightsAreToldInALanguageSheUnderstands))
    given([opened('ceb')])
      .when(tell('deu', { interpreterRef: advocate }))
      .then(RightsInformed)
    given([opened('ceb')])
      .when(tell('fsl', { format: 'signLanguage' }))
      .then(RightsInformed)
  })
  it('it may be the one in which she was screened, or one that she named when she came back', () => {
    const screened = { ...adult, screenedIn: ['my'] }
    given([opened()])
      .when(tell('my', {}, screened))
      .then(RightsInformed)
    given([opened()])
      .when(tell('deu', {}, screened))
      .then(RightsInformed, warning(rightsAreToldInALanguageSheUnderstands))
    given([opened('ceb'), { type: 'victimSupport.SupportCaseClosed', data: { personRef: girl, reason: 'byChoice' } }, opened('tl')])
      .when(tell('tl'))
      .then(RightsInformed)
  })
  it('and nothing is said against any of them where none was stated', () => given([opened()]).when(tell('deu')).then(RightsInformed))
})
