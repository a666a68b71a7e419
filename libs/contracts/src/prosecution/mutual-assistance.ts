import { z } from 'zod'

/** The kinds of assistance that one country can request from another's judicial authorities (ASEAN MLAT art. 1(2)). */
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

/** Whether this country sent or received the request. */
export const MlaDirection = z.enum(['sent', 'received'])

/** The legal basis of a request between countries. */
export const TreatyBasis = z.enum(['aseanMlat', 'actip', 'untoc', 'bilateralTreaty', 'reciprocity', 'aseanExtraditionTreaty'])

/** The grounds on which a treaty allows the refusal of a request (ASEAN MLAT art. 3). */
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
