from transformers import AutoModelForCausalLM, AutoTokenizer, TFAutoModel
from trl import SFTTrainer

model = AutoModelForCausalLM.from_pretrained("org/model")
tokenizer = AutoTokenizer.from_pretrained("org/model")
