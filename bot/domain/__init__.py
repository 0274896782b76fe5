"""The words and rules of Dytt: values in, values out, nothing else."""
