/** The columns of events that make an `EventRow`. */
export const columns = `e.position, e.stream, e.revision, e.id, e.command_id as "commandId", e.type, e.case_id as "caseId",
  array_to_string(e.visibility, ',') as visibility, e.envelope, e.data, e.salt, e.event_hash as "eventHash",
  e.chain_hash as "chainHash", e.recorded_at as "recordedAt"`
