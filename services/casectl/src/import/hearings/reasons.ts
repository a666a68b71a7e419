/** Why members of a payload are not taken, by their path; the first that fits counts. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /bailStatus|custodyTimeLimit|proceedingsConcluded|caseStatus|Pending$|isDiscontinued|isYouth/,
    'a state at the time of the hearing, without the decision that led to it',
  ],
  [/welsh/i, 'the Welsh text of another member'],
  [/laaAppl|legalAid|associatedDefenceOrganisation|fundingType|representationOrder/i, 'legal aid: no command records it'],
  [
    /personDetails|\.person\.|policeOfficer|personDefendant|legalEntityDefendant|aliases|associatedPersons|delegatedPowers|courtClerk|Counsels\[\]|judiciary|defenceOrganisation|pncId$|croNumber$|numberOfPreviousConvictions|attendance|\.address\./i,
    'identifies or describes a person or an office: events have references in place of it, and it is not kept',
  ],
  [
    /statement|mitigation|wording|resultText|label|description|reason|title|legislation|qualifier|verdictType|Notes\[\]/i,
    'free text, or the name of a code: an event has codes only',
  ],
  [/^sharedTime$|listingSequence|listedDuration|orderIndex|\.count$/, 'of the publication or the listing, and not of the case'],
  [/courtCentre|\.room|courtRoom|jurisdictionType/, 'which court it is: the mapping has one agency for all courts'],
  [/courtApplication/, 'of an application to the court, which is no charge'],
  [/judicialResult/i, 'a detail of a result, whose code is kept as an external fact'],
  [
    /convictionDate|aquittalDate|laidDate|dateOfInformation|allocationDecision|modeOfTrial/,
    'a step of the proceedings, or the date of one, for which the mapping has no command',
  ],
  [/^hearing\.(?:type\.code|hearingDays)/, 'of a hearing that names no case'],
  [/(?:Id|\.id|Reference|Code)(?:\[\])?$/, 'an id or code of the source that no command needs'],
]

/** Why a member is not taken. @param member its path without indexes, such as `hearing.prosecutionCases[].id` */
export const reasonFor = (member: string): string =>
  REASONS.find(([pattern]) => pattern.test(member))?.[1] ?? 'unknown to this reader: check its spelling in the payload'
