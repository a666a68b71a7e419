import { z } from 'zod'
import { sourceOf } from '../cloud-event.ts'
import { AgencyId, Code, Id, type ServiceName, Unjudged, UserId } from '../fields.ts'

/** Of the whole message. */
export const LARGEST_MESSAGE = 262_144
/** How long a signature may be valid, and how far two clocks may differ; in seconds. */
export const LONGEST_VALIDITY = 3_600
export const CLOCK_SKEW = 60

/** Signatures by keys of two kinds only: Ed25519 (RFC 8037) and P-256 (RFC 7518). */
export const MESSAGE_ALGORITHMS = ['EdDSA', 'ES256'] as const

/** The name under which an agency's key is registered; no two keys have the same. */
export const KeyId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$/)
  .meta({ description: 'name of one of the agency’s registered keys' })

/** The protected header of a command: one kind of token is never taken for another (RFC 8725, section 3.11). */
export const CaseCommandHeader = z.strictObject({
  alg: z.enum(MESSAGE_ALGORITHMS),
  kid: KeyId,
  typ: z.literal('case-command+jwt'),
})
export type CaseCommandHeader = z.infer<typeof CaseCommandHeader>

const Seconds = z.int().min(0).max(99_999_999_999)

/** What an agency's system signs when it sends a command as a message: the payload of the JWS. */
export const CaseCommand = z
  .strictObject({
    iss: AgencyId.meta({ description: 'agency that signs' }),
    aud: z.string().min(1).max(200).meta({ description: 'the service that is asked, as the source of its events names it' }),
    iat: Seconds.meta({ description: 'when it was signed; seconds since 1970' }),
    exp: Seconds.meta({ description: `until when it may come to the topic; at most ${LONGEST_VALIDITY} s after iat` }),
    jti: z
      .string()
      .regex(/^[A-Za-z0-9._:-]{8,64}$/)
      .meta({ description: 'names this attempt within the agency; the answer carries it' }),
    command: z
      .string()
      .regex(/^[A-Z][A-Za-z]{0,63}$/)
      .meta({ description: 'name of the command, such as ArrestSuspect' }),
    caseId: Id.optional().meta({ description: 'absent only where the command belongs to no case' }),
    ifMatch: z.int().min(0).max(999_999_999).optional().meta({ description: 'revision of the stream that the sender saw' }),
    actor: z
      .strictObject({ userId: UserId, roles: z.array(Code).min(1).max(20) })
      .meta({ description: 'for whom the system acts, as his agency vouches' }),
    body: z.record(z.string().max(64), Unjudged).meta({ description: 'the body of the same command over HTTP' }),
  })
  .refine(({ iat, exp }) => exp > iat && exp - iat <= LONGEST_VALIDITY, {
    path: ['exp'],
    error: `is not within ${LONGEST_VALIDITY} s after iat`,
  })
export type CaseCommand = z.infer<typeof CaseCommand>

/** The audience that a command for a service names: the source of that service's events. */
export const audienceOf = (deployment: string, service: ServiceName): string => sourceOf(deployment, service)

/** The key of a command's message: its case keeps the order; what belongs to no case has the order of its agency. */
export const commandKeyOf = ({ caseId, iss }: Pick<CaseCommand, 'caseId' | 'iss'>): string => caseId ?? iss
