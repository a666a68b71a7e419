// docs/countries.md: what the policies in deploy/policy know of each member state of ASEAN, how the source of each value
// was read, and what is missing.
import { ASEAN_STATES, membershipsOf } from '@case-timeline/decider'
import { TRAFFICKING_OFFENCES } from '@case-timeline/prosecution'
import { Authority, SupportMandate } from '@case-timeline/contracts'
import { gapsOf } from '../dist/policy/gaps.js'

/** The day on which the policies were last looked through. A fixed day, so that the page does not change by itself. */
const DAY = '2026-11-29'

const NAMES = {
  BN: 'Brunei Darussalam',
  ID: 'Indonesia',
  KH: 'Cambodia',
  LA: 'Lao PDR',
  MM: 'Myanmar',
  MY: 'Malaysia',
  PH: 'Philippines',
  SG: 'Singapore',
  TH: 'Thailand',
  TL: 'Timor-Leste',
  VN: 'Viet Nam',
}

const cell = (text) => String(text).replaceAll('|', '\\|')
const table = (header, rows) => [
  `| ${header.join(' | ')} |`,
  `|${'---|'.repeat(header.length)}`,
  ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
]

const isPractice = ({ source }) => source.startsWith('practice')
const verifiedOf = ({ verified = 'no' }) => verified
const limitOf = ({ maxDays, maxHours, unlimited }) =>
  unlimited ? 'no limit' : maxDays === undefined ? `${maxHours} hours` : `${maxDays} ${maxDays === 1 ? 'day' : 'days'}`
const isInForce = ({ validFrom, validUntil }) =>
  (validFrom === undefined || validFrom <= DAY) && (validUntil === undefined || DAY <= validUntil)
const timeOf = ({ validFrom, validUntil }) => `${validFrom ?? 'not known'} to ${validUntil ?? 'now'}`
const COUNTED = { arrest: 'since the arrest', firstOrder: 'with earlier orders' }

const agesText = ({ from, under }) => [from && `from ${from}`, under && `under ${under}`].filter(Boolean).join(' and ')

const conditionsOf = ({ persons, ages, prolongs, legalBasis, countsFrom, excludes, resumes }) =>
  [
    persons && `only ${persons}${ages ? ` ${agesText(ages)}` : ''}`,
    prolongs && `prolongs ${prolongs}`,
    legalBasis && `only under \`${legalBasis}\``,
    COUNTED[countsFrom],
    resumes && 'with earlier time',
    excludes && `without ${excludes.join(', ')}`,
  ]
    .filter(Boolean)
    .join('; ')

/** The limits of an authority for a column of the overview: those in force, with how the source was read. */
const limitsOf = ({ clocks }, activity, authority) => {
  const found = clocks.filter((clock) => clock.activity === activity && clock.authority === authority && !clock.persons && isInForce(clock))
  return (
    found.map((clock) => `${limitOf(clock)}${clock.legalBasis ? ` (\`${clock.legalBasis}\`)` : ''}, ${verifiedOf(clock)}`).join('; ') || '–'
  )
}

/** How long a decision of the first instance may be appealed, and one on an appeal. */
const appealLimitsOf = (policy) => {
  const ofFirst = [undefined, 'DISTRICT_COURT'].map((authority) => limitsOf(policy, 'appeal', authority)).filter((limit) => limit !== '–')
  return [ofFirst.join('; ') || '–', limitsOf(policy, 'appeal', 'HIGH_COURT')]
}

const overview = (policies) =>
  table(
    ['', 'arrest', ...Authority.options.map((authority) => `order of ${authority}`), 'appeal', 'further appeal, if other', 'child under'],
    policies.map((policy) => [
      `[${policy.jurisdiction}](#${policy.jurisdiction.toLowerCase()})`,
      limitsOf(policy, 'arrest'),
      ...Authority.options.map((authority) => limitsOf(policy, 'detentionOrdered', authority)),
      ...appealLimitsOf(policy),
      policy.childAge ? `${policy.childAge.under}, ${policy.childAge.verified}` : '–',
    ]),
  )

const clocksOf = ({ clocks }) =>
  table(
    ['activity', 'authority', 'limit', 'conditions', 'in force', 'verified', 'source'],
    clocks
      .filter((clock) => !isPractice(clock))
      .map((clock) => [
        clock.activity,
        clock.authority ?? '',
        limitOf(clock),
        conditionsOf(clock),
        timeOf(clock),
        verifiedOf(clock),
        clock.source,
      ]),
  )

const offencesOf = ({ offences }) =>
  table(
    ['offence', 'in force', 'acts', 'means', 'purposes', 'verified', 'source'],
    offences.map(({ code, acts, means, purposes, verified, citation, ...time }) => [
      `\`${code}\``,
      timeOf(time),
      ...[acts, means, purposes].map((element) => (element === undefined ? '–' : element.join(', ') || 'none needed')),
      verified,
      citation,
    ]),
  )

const relatedOf = ({ relatedOffences = [] }) =>
  relatedOffences.length === 0
    ? ['No offence that goes with trafficking is listed.']
    : table(
        ['goes with trafficking', 'as', 'in force', 'verified', 'source'],
        relatedOffences.map(({ code, is, verified, citation, ...time }) => [`\`${code}\``, is, timeOf(time), verified, citation]),
      )

const punishmentOf = ({ covers, mayOnly }) => (covers ? (mayOnly ? 'may not be' : 'not') : 'not covered')
const nonPunishmentOf = ({ nonPunishment }) =>
  nonPunishment === undefined
    ? ['Whether a victim is punished for what the victim was forced to do is not known.']
    : table(
        ['offence of a victim', 'punished', 'in force', 'verified', 'source'],
        nonPunishment.map(({ offences, source, ...one }) => [
          offences?.join(', ') ?? 'any',
          punishmentOf(one),
          timeOf(one),
          verifiedOf(one),
          source,
        ]),
      )

const agesOf = ({ childAge, criminalAge }) =>
  `Child: under ${childAge.under} (${childAge.verified}: ${childAge.citation}). ${
    criminalAge
      ? `Criminal responsibility: from ${criminalAge.from} (${criminalAge.verified}: ${criminalAge.citation}).`
      : 'From which age a person answers for an offence is not known.'
  }`

const bodiesOf = ({ authorities }) =>
  table(
    ['authority', 'body', 'verified', 'source'],
    authorities.map(({ authority, name, verified, citation }) => [authority, name, verified, citation]),
  )

const treatiesOf = (state) =>
  table(
    ['treaty', 'binds', 'since', 'read at'],
    membershipsOf(state).map(({ treaty, bound, since, read, at }) => [
      treaty,
      bound === undefined ? 'unknown' : bound ? 'yes' : 'no',
      since ?? '',
      read ? at : bound === undefined ? '' : 'not verified',
    ]),
  )

/** Of each mandate, whether its agencies may identify a victim: also of those of which nobody knows. */
const mandatesOf = ({ identificationMandates = [] }) =>
  table(
    ['agency', 'may identify a victim', 'in force', 'verified', 'source'],
    SupportMandate.options
      .filter((mandate) => mandate !== 'other')
      .flatMap((mandate) => {
        const found = identificationMandates.filter((one) => one.mandate === mandate)
        if (found.length === 0) return [[mandate, 'unknown: each identification warns', '', '', '']]
        return found.map(({ mayIdentify, source, ...one }) => [mandate, mayIdentify ? 'yes' : 'no', timeOf(one), verifiedOf(one), source])
      }),
  )

const dutiesOf = ({ reportingDuties }) =>
  reportingDuties === undefined
    ? 'Whether agencies have a duty to report to police is not known.'
    : `Duties to report: ${reportingDuties.map((one) => `about ${one.about} (${verifiedOf(one)}: ${one.source})`).join('; ') || 'none'}.`

/** On request, the consul of any other party to the VCCR is notified: that is a rule, and no entry of a policy. */
const onRequestOf = (state) =>
  membershipsOf(state).some(({ treaty, bound }) => treaty === 'VCCR' && bound)
    ? ' Any other consul is notified if the person requests it (VCCR 36(1)(b)).'
    : ''

const consularOf = ({ jurisdiction, consularNotifications }) =>
  (consularNotifications === undefined
    ? 'Which countries’ consuls are notified of each arrest of their nationals, requested or not, is not known.'
    : `Consuls that are notified of each arrest of their nationals: ${consularNotifications.map((one) => `${one.sendingState} (${verifiedOf(one)}: ${one.source})`).join('; ') || 'none'}.`) +
  onRequestOf(jurisdiction)

const apostilleOf = ({ apostille }) =>
  apostille === undefined
    ? 'Whether the country is party to the Apostille Convention is not known.'
    : apostille.isParty === false
      ? `Not party to the Apostille Convention as of ${apostille.validUntil} (${verifiedOf(apostille)}: ${apostille.source}).`
      : `Party to the Apostille Convention${apostille.validFrom ? ` since ${apostille.validFrom}` : ''} (${verifiedOf(apostille)}: ${apostille.source}).`

const missingOf = (policy) => {
  const gaps = gapsOf(policy, policy.jurisdiction, DAY, TRAFFICKING_OFFENCES.codes)
  const clocks = gaps.flatMap((gap) =>
    ['noClock', 'clockEnded', 'clockNotBegun'].includes(gap.gap) ? [`${gap.activity}${gap.authority ? ` ${gap.authority}` : ''}`] : [],
  )
  const offencesOfKind = (kind) => gaps.flatMap(({ gap, offenceCode }) => (gap === kind ? [`\`${offenceCode}\``] : []))
  const unpunished = gaps.flatMap(({ gap, offenceCode }) => (gap === 'nonPunishmentUnknown' ? [offenceCode] : []))
  const powers = gaps.flatMap(({ gap, authority }) => (gap === 'powerUnknown' ? [authority] : []))
  const forChildren = gaps.flatMap(({ gap, activity }) => (gap === 'noLimitForChildren' ? [activity] : []))
  const mandates = gaps.flatMap((gap) =>
    gap.gap === 'noIdentificationMandates' ? ['all'] : gap.gap === 'mandateUnknown' ? [gap.mandate] : [],
  )
  const unread = gaps.filter(({ gap }) => gap === 'sourceNotVerified')
  return [
    `Without a limit on ${DAY}: ${clocks.join(', ') || 'nothing'}.`,
    '',
    `Without a limit for children: ${forChildren.join(', ') || 'nothing'}. Authorities of which nobody knows whether they hold persons: ${powers.join(', ') || 'none'}.`,
    '',
    `Agencies of which nobody knows whether they may identify a victim: ${mandates.join(', ') || 'none'}.`,
    ...[
      ['noActs', 'Without acts'],
      ['noMeans', 'Without means'],
      ['noPurposes', 'Without purposes'],
      ['offenceMissing', 'Offences of its law that are not in the file'],
    ].flatMap(([kind, title]) => (offencesOfKind(kind).length > 0 ? ['', `${title}: ${offencesOfKind(kind).join(', ')}.`] : [])),
    '',
    `Offences of which nobody knows whether a victim is punished: ${unpunished.join(', ') || 'none'}.`,
    '',
    `Values of which nobody knows since when they are law: ${gaps.filter(({ gap }) => gap === 'startNotKnown').length}. Values whose law nobody has read: ${unread.filter(({ read }) => read === 'secondary').length} by a report of it, ${unread.filter(({ read }) => read === 'no').length} not at all.`,
  ]
}

const section = (policy) => [
  `## ${policy.jurisdiction}`,
  '',
  `${NAMES[policy.jurisdiction]}, \`deploy/policy/${policy.jurisdiction}.json\`; ${policy.reviewed ? 'reviewed by a lawyer of the country' : 'reviewed by no lawyer'}.`,
  '',
  ...clocksOf(policy),
  '',
  `By practice, not by law: ${policy.clocks
    .filter(isPractice)
    .map((clock) => `${clock.activity} ${limitOf(clock)}`)
    .join(', ')}.`,
  '',
  ...offencesOf(policy),
  '',
  ...relatedOf(policy),
  '',
  ...nonPunishmentOf(policy),
  '',
  ...bodiesOf(policy),
  '',
  ...mandatesOf(policy),
  '',
  dutiesOf(policy),
  '',
  agesOf(policy),
  '',
  consularOf(policy),
  '',
  apostilleOf(policy),
  '',
  ...treatiesOf(policy.jurisdiction),
  '',
  ...missingOf(policy),
  '',
]

export const countriesPage = (policies) => {
  const packs = ASEAN_STATES.map((state) => policies.find(({ jurisdiction }) => jurisdiction === state))
  return [
    '# Countries',
    '',
    'Generated from `deploy/policy` by `npm run generate`. What the policies have of the law of each member state of ASEAN, and how the source of',
    'each value was read: `primary`, the law’s own text, also in translation; `secondary`, what somebody else says of it; `no`, nobody has read it.',
    'Nothing here is legal advice, and no lawyer has reviewed it. A value that is not verified refuses nothing',
    '([decision 88](decisions/0088-a-value-says-how-its-source-was-read.md)). [Set the policy](how-to/set-the-policy.md) explains the members;',
    '`casectl policy gaps ID` lists what is missing on any day.',
    '',
    'A limit that applies only under a legal basis is followed by it. – means that no limit is known, not that there is none, and “not known”',
    'that nobody knows since when a value is law ([decision 144](decisions/0144-a-policy-says-what-it-does-not-know.md)).',
    '',
    ...overview(packs),
    '',
    ...packs.flatMap(section),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}
