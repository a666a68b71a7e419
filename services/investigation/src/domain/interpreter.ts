import type { KnownInterpreter } from './investigation.commands.ts'
import { isSuspect, type Opened } from './investigation.ts'

interface Interpreted {
  readonly data: { readonly interpreterRef?: string | undefined }
  readonly known: KnownInterpreter
}

/** Whether it is known of whoever interpreted that he is suspected in the case, under whichever of his references, or charged in it. */
export const interpreterIsSuspected = (it: Opened, { data: { interpreterRef }, known }: Interpreted): boolean =>
  interpreterRef !== undefined &&
  (known.interpreterIsAccused === true || [interpreterRef, ...(known.interpreterRefs ?? [])].some((ref) => isSuspect(it, ref)))
