import { z } from 'zod'

/** What one country can ask of another's judicial authorities (ASEAN MLAT art. 1(2)). */
export const Assistance = z.enum([
  'takeTestimony',
  'arrangeTestimony',
  'serveDocuments',
  'searchAndSeize',
  'provideRecords',
  'identifyPersons',
  'freezeAssets',
  'confiscateAssets',
  'preserveData',
  'other',
])

/** Whether this country asked, or was asked. */
export const MlaDirection = z.enum(['sent', 'received'])

/** On what a request between countries rests. */
export const TreatyBasis = z.enum(['aseanMlat', 'actip', 'untoc', 'bilateralTreaty', 'reciprocity', 'aseanExtraditionTreaty'])

/** The grounds on which a treaty lets a request be refused (ASEAN MLAT art. 3). */
export const RefusalGround = z.enum([
  'politicalOffence',
  'militaryOffence',
  'discriminatoryPurpose',
  'neBisInIdem',
  'noDualCriminality',
  'essentialInterests',
  'ongoingProceedings',
  'safetyOfAPerson',
  'useLimitationNotAccepted',
  'incompleteRequest',
  'excessiveBurden',
])
