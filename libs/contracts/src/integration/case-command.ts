import { z } from 'zod'
import { sourceOf } from '../cloud-event.ts'
import { AgencyId, Code, Id, type ServiceName, UncheckedData, UserId } from '../fields.ts'

/** Maximum size of the whole message, in bytes. */
export const LARGEST_MESSAGE = 262_144
/** Maximum size of the protected header in base64url, in characters: more than twice what the longest one needs. */
export const LARGEST_HEADER = 1_024
/** Maximum validity of a signature, in seconds. */
export const LONGEST_VALIDITY = 3_600
/** Maximum difference between the clocks of the sender and the broker, in seconds. */
export const CLOCK_SKEW = 60

/** Signatures by keys of two kinds only: Ed25519 (RFC 8037) and P-256 (RFC 7518). */
export const MESSAGE_ALGORITHMS = ['EdDSA', 'ES256'] as const

/** The name under which an agency's key is registered; it is unique. */
export const KeyId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$/)
  .meta({ description: 'name of one of the agency’s registered keys' })

/**
 * The protected header of a command. `typ` prevents a token of another kind from being accepted (RFC 8725, section
 * 3.11).
 */
export const CaseCommandHeader = z.strictObject({
  alg: z.enum(MESSAGE_ALGORITHMS),
  kid: KeyId,
  typ: z.literal('case-command+jwt'),
})
export type CaseCommandHeader = z.infer<typeof CaseCommandHeader>

const Seconds = z.int().min(0).max(99_999_999_999)

/** The payload of the JWS that an agency's system signs when it sends a command as a message. */
export const CaseCommand = z
  .strictObject({
    iss: AgencyId.meta({ description: 'agency that signs the command' }),
    aud: z.string().min(1).max(200).meta({ description: 'the service that receives the command, written as the source of its events' }),
    iat: Seconds.meta({ description: 'when the command was signed, in seconds since 1970' }),
    exp: Seconds.meta({ description: `latest time at which the command may arrive in the topic; at most ${LONGEST_VALIDITY} s after iat` }),
    jti: z
      .string()
      .regex(/^[A-Za-z0-9._:-]{8,64}$/)
      .meta({ description: 'id of this attempt, unique within the agency; repeated in the answer' }),
    command: z
      .string()
      .regex(/^[A-Z][A-Za-z]{0,63}$/)
      .meta({ description: 'name of the command, such as ArrestSuspect' }),
    caseId: Id.optional().meta({ description: 'absent only if the command belongs to no case' }),
    ifMatch: z.int().min(0).max(999_999_999).optional().meta({ description: 'revision of the stream that the sender has read' }),
    actor: z
      .strictObject({ userId: UserId, roles: z.array(Code).min(1).max(20) })
      .meta({ description: 'the user on whose behalf the system acts; the agency is responsible for this statement' }),
    body: z.record(z.string().max(64), UncheckedData).meta({ description: 'the body of the same command over HTTP' }),
  })
  .refine(({ iat, exp }) => exp > iat && exp - iat <= LONGEST_VALIDITY, {
    path: ['exp'],
    error: `is not within ${LONGEST_VALIDITY} s after iat`,
  })
export type CaseCommand = z.infer<typeof CaseCommand>

/** The audience of a command for a service: the source of that service's events. */
export const audienceOf = (deployment: string, service: ServiceName): string => sourceOf(deployment, service)

/** The message key of a command: its case, to keep the order; for a command that belongs to no case, its agency. */
export const commandKeyOf = ({ caseId, iss }: Pick<CaseCommand, 'caseId' | 'iss'>): string => caseId ?? iss
