import type { KnownInterpreter } from './investigation.commands.ts'
import { isSuspect, type Opened } from './investigation.ts'

interface InterpretedCommand {
  readonly data: { readonly interpreterRef?: string | undefined }
  readonly known: KnownInterpreter
}

/** Whether the interpreter is suspected in the case, under any reference, or charged in it. */
export const interpreterIsSuspected = (investigation: Opened, { data: { interpreterRef }, known }: InterpretedCommand): boolean =>
  interpreterRef !== undefined &&
  (known.interpreterIsAccused === true || [interpreterRef, ...(known.interpreterRefs ?? [])].some((ref) => isSuspect(investigation, ref)))
