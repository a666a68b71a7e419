import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { Day, Jurisdiction } from '@case-timeline/contracts'
import { TRAFFICKING_OFFENCES } from '@case-timeline/prosecution'
import { SHIPPED_POLICIES } from '@case-timeline/service-kit'
import type { Environment } from '../client.ts'
import { EXIT, Failure } from '../failure.ts'
import { type Screen, show } from '../screen.ts'
import { checkedLaw } from './checked-law.ts'
import type { Gap } from './gap.ts'
import { gapsOf } from './gaps.ts'

/** The gaps of the policy that applies in a jurisdiction on a day. */
export interface PolicyGaps {
  readonly jurisdiction: string
  /** Of the file that was read; `default` if the jurisdiction has none. */
  readonly policy: string
  readonly policyHash: string
  readonly day: string
  readonly gaps: readonly Gap[]
}

const SENTENCES: Readonly<Record<Gap['gap'], string>> = {
  noPolicy: 'no policy of its own: default.json applies',
  notReviewed: 'no lawyer of the country has reviewed the file',
  noClock: 'no clock: custody without one is listed as under no known limit, and nothing else is ever late',
  clockEnded: 'the clock ended: since then it is as if there were none',
  clockNotBegun: 'the clock begins later: until then there is no limit',
  noLimitForChildren: 'no limit of custody is for children: that for adults applies to them',
  offenceMissing: 'an offence on trafficking that is known is not in the file: a charge for it needs no act, means and purpose',
  noOffenceOfCountry: 'no offence of the law of the country is listed',
  noActs: 'an offence of the country whose acts are not listed: an act that only the law of the country names warns',
  noMeans: 'an offence of the country of which nothing says which means it has, or that it needs none: a charge needs means',
  noPurposes: 'an offence of the country whose purposes are not listed, nor that it needs none',
  noForcedCriminalityOffences:
    'the offences that victims are forced to commit are not listed: generic codes apply that nobody has verified',
  nonPunishmentUnknown: 'offences of which nobody knows whether a victim who was forced to commit them is punished',
  noBody: 'nothing says which body of the country this is',
  powerUnknown: 'nothing says whether it holds persons under a power of its own: whom it holds is listed as under no known limit',
  noChildAge: 'nothing says under which age the law of the country has a child: the rules have it at 18',
  noCriminalAge: 'nothing says from which age a person answers for an offence',
  apostilleUnknown:
    'nothing says whether the country is party to the Apostille Convention: an item from abroad admitted by apostille warns',
  noRemandCredit: 'no law on the credit for custody before a sentence is listed: a sentence is counted from its day',
  treatyUnknown: 'a treaty of which nothing says whether it binds the state',
  treatyNotVerified: 'a treaty that binds the state, or does not, by general knowledge only',
  noConsularList: 'no countries whose consul is notified of each arrest are listed',
  startNotKnown: 'nobody knows since when a value is law: it applies to any earlier time, or from a day that is written in its place',
  noCitation: 'a value that names no provision',
  readingNotStated: 'a value that does not say how its source was read',
  sourceNotVerified: 'nobody has read the law itself from which a value comes',
  noIdentificationMandates: 'who may identify a victim in addition to police is not listed: each such identification is warned about',
  mandateUnknown: 'agencies of which nobody knows whether they may identify a victim: each identification by them is warned about',
  noReportingDuties: 'no duties to report are listed, nor that there are none: nobody is warned of one',
}

const ofClock = (gap: Extract<Gap, { gap: 'noClock' | 'clockEnded' | 'clockNotBegun' }>): string => {
  const when = 'validUntil' in gap ? `, until ${gap.validUntil}` : 'validFrom' in gap ? `, from ${gap.validFrom}` : ''
  return `${gap.activity}${gap.authority === undefined ? '' : ` ${gap.authority}`}${when}`
}

const ofWhat = (gap: Gap): string => {
  switch (gap.gap) {
    case 'noClock':
    case 'clockEnded':
    case 'clockNotBegun':
      return ofClock(gap)
    case 'sourceNotVerified':
      return gap.read === 'secondary' ? `${gap.value} (not read in the law itself)` : gap.value
    case 'startNotKnown':
      return `${gap.value}${gap.validFrom === undefined ? '' : ` (in the file: ${gap.validFrom})`}`
    default:
      if ('offenceCode' in gap) return gap.offenceCode
      if ('authority' in gap) return gap.authority
      if ('mandate' in gap) return gap.mandate
      if ('treaty' in gap) return gap.treaty
      if ('activity' in gap) return gap.activity
      return 'value' in gap ? gap.value : ''
  }
}

const gapsText = ({ jurisdiction, policy, day, gaps }: PolicyGaps): string => {
  const kinds = [...new Set(gaps.map(({ gap }) => gap))]
  const sections = kinds.flatMap((kind) => {
    const found = gaps.filter(({ gap }) => gap === kind)
    const named = found.map(ofWhat).filter((what) => what !== '')
    return ['', `${SENTENCES[kind]}${named.length > 1 ? ` (${named.length})` : ''}`, ...named.map((what) => `  ${what}`)]
  })
  const count = `${gaps.length} ${gaps.length === 1 ? 'gap' : 'gaps'}`
  return [`${jurisdiction}, by ${policy}.json, on ${day}: ${gaps.length === 0 ? 'no gap' : count}`, ...sections].join('\n')
}

const hasPolicy = async (folder: string, jurisdiction: string): Promise<boolean> => {
  for (const name of [jurisdiction, 'default'])
    if (
      await access(join(folder, `${name}.json`)).then(
        () => true,
        () => false,
      )
    )
      return true
  return false
}

/**
 * Prints what the policy of a jurisdiction leaves open on a day.
 * @throws Failure for a wrong name or day (usage), if there is no policy (not found), or an invalid one
 */
export const policyGaps = async (screen: Screen, env: Environment, jurisdiction: string, day: string): Promise<void> => {
  if (jurisdiction !== 'default' && !Jurisdiction.safeParse(jurisdiction).success)
    throw new Failure(`${jurisdiction} is no ISO 3166 code of a country, such as ID.`, [], EXIT.usage)
  if (!Day.safeParse(day).success) throw new Failure(`${day} is no day of the calendar, such as 2026-01-02.`, [], EXIT.usage)
  const folder = env['POLICY_DIR'] ?? SHIPPED_POLICIES
  if (!(await hasPolicy(folder, jurisdiction)))
    throw new Failure(
      `There is neither ${jurisdiction}.json nor default.json in ${folder}.`,
      ['set POLICY_DIR to the folder that contains them'],
      EXIT.notFound,
    )
  const { policy, hash } = await checkedLaw(jurisdiction, folder)
  const result: PolicyGaps = {
    jurisdiction,
    policy: policy.jurisdiction,
    policyHash: hash,
    day,
    gaps: gapsOf(policy, jurisdiction, day, TRAFFICKING_OFFENCES.codes),
  }
  show(screen, result, gapsText)
}
