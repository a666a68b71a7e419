import type { AgencyId } from '@case-timeline/contracts'

/** Who acted: a user of an agency, and, if another agency assigned the user to the case, that agency. */
interface Acting {
  readonly agencyId: AgencyId
  readonly onBehalfOf?: string | undefined
}

/**
 * The agency whose act something is, and that has the duties which follow from it: that of the user, or the one that
 * assigned a user of another agency to the case (ADR 117).
 */
export const actingAgencyOf = ({ agencyId, onBehalfOf }: Acting): AgencyId => onBehalfOf ?? agencyId
