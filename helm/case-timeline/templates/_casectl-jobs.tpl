{{/* A scheduled command of casectl: dict root, name, schedule, suspend, retries, args, env (as text), and optionally claim,
secret and deadlineSeconds, after which a run that cannot start or end is given up, so that it keeps no later one back. */}}
{{- define "case-timeline.casectlCronJob" -}}
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ .name }}
  labels:
    {{- include "case-timeline.labels" (dict "root" .root "component" "job") | nindent 4 }}
spec:
  schedule: {{ .schedule | quote }}
  suspend: {{ .suspend }}
  concurrencyPolicy: Forbid
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: {{ .retries }}
      {{- with .deadlineSeconds }}
      activeDeadlineSeconds: {{ . }}
      {{- end }}
      ttlSecondsAfterFinished: 604800
      template:
        {{- include "case-timeline.casectlPod" (dict "root" .root "component" "job" "args" .args "env" .env "claim" .claim "secret" .secret) | nindent 8 }}
{{- end }}

{{/* The variables by which casectl finds the services, with the token of a Secret: dict root, secret. */}}
{{- define "case-timeline.casectlEnv" -}}
{{- $urls := list -}}
{{- range $name, $_ := include "case-timeline.services" .root | fromYaml -}}
{{- $urls = append $urls (printf "%s=http://%s-%s:8080" $name (include "case-timeline.fullname" $.root) $name) -}}
{{- end -}}
- name: CASE_TIMELINE_URLS
  value: {{ join "," $urls | quote }}
- name: CASE_TIMELINE_TOKEN
  valueFrom:
    secretKeyRef: { name: {{ .secret | quote }}, key: CASE_TIMELINE_TOKEN }
{{- end }}

{{/* The lists of who is held that have a Secret, as YAML, by name, each with its agency. */}}
{{- define "case-timeline.heldLists" -}}
{{- $services := include "case-timeline.services" . | fromYaml -}}
{{- $lists := dict -}}
{{- range $name, $list := .Values.casectl.heldLists -}}
{{- if $list.existingSecret -}}
{{- $receiving := get (default (dict) (get $services $list.service)) "receivingAgency" -}}
{{- $_ := set $lists $name (merge (dict "agency" (default $receiving $list.agency)) $list) -}}
{{- end -}}
{{- end -}}
{{ toYaml $lists }}
{{- end }}

{{/* The name of the CronJob of such a list, in the 52 characters that Kubernetes allows: dict root, name. */}}
{{- define "case-timeline.heldListName" -}}
{{- $fullname := include "case-timeline.fullname" .root -}}
{{- if gt (len $fullname) 33 }}{{ $fullname = printf "%s-%s" (trunc 26 $fullname | trimSuffix "-") (sha256sum $fullname | trunc 6) }}{{ end -}}
{{ printf "%s-held-%s" $fullname .name }}
{{- end }}
